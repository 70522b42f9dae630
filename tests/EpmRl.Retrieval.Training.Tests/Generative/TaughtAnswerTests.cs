using EpmRl.Retrieval.Training.Generative;
using EpmRl.Retrieval.Training.Networks;

namespace EpmRl.Retrieval.Training.Tests.Generative;

public sealed class TaughtAnswerTests
{
    [Fact]
    public void A_batch_weighs_its_share_and_a_verdict_more_than_other_tokens()
    {
        TaughtAnswer[] batch = [new([1, 2], [3, 4, 5, 6], 2), new([1], [7, 8], -1)];

        IReadOnlyList<PolicyExample> examples = TaughtAnswer.Examples(batch, verdictWeight: 4, share: 0.5);

        float[] first = examples[0].Completions[0].Supervised!, second = examples[1].Completions[0].Supervised!;
        Assert.Equal(0.5, first.Concat(second).Sum(weight => (double)weight), 6);
        Assert.Equal(4 * first[0], first[2], 6);
        Assert.Equal(first[0], second[1], 6);
    }

    [Fact]
    public void Of_a_verdict_alone_only_the_verdict_is_learned_within_the_batch_s_weight()
    {
        TaughtAnswer[] batch = [new([1, 2], [3, 4, 5, 6], 2) { Alone = [9, 5] }, new([1], [7, 8], -1)];

        IReadOnlyList<PolicyExample> examples = TaughtAnswer.Examples(batch, verdictWeight: 4);

        float[] reasons = examples[0].Completions[0].Supervised!, alone = examples[0].Completions[1].Supervised!;
        Assert.Single(examples[1].Completions);
        Assert.Equal([9, 5], examples[0].Completions[1].Tokens);
        Assert.Equal([0, reasons[2]], alone);
        Assert.Equal(1, examples.SelectMany(one => one.Completions).SelectMany(one => one.Supervised!).Sum(weight => (double)weight), 6);
    }
}
