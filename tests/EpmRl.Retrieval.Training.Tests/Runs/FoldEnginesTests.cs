using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Tests.Runs;

public sealed class FoldEnginesTests
{
    private static readonly EvaluationEngine Final = Engine(), First = Engine(), Second = Engine();

    [Fact]
    public void Each_fold_has_the_engine_that_never_saw_it()
    {
        var engines = new FoldEngines(Final, [First, Second]);

        Assert.Same(First, engines.Without(0));
        Assert.Same(Second, engines.Without(1));
    }

    [Fact]
    public void Without_engines_of_folds_everything_meets_the_final_one() =>
        Assert.Same(Final, new FoldEngines(Final, []).Without(1));

    [Fact]
    public async Task A_stand_in_gives_its_own_vectors_under_the_final_encoders_space()
    {
        using var own = new HashingEncoder();
        EncoderSpace space = own.Space with { Fingerprint = "final" };
        using var standIn = new StandInEncoder(own, space);

        Assert.Same(space, standIn.Space);
        Assert.Equal((await own.EncodeAsync(["a lamp"]))[0].ToArray(), (await standIn.EncodeAsync(["a lamp"]))[0].ToArray());
    }

    private static EvaluationEngine Engine() => new(new HashingEncoder(), null!, new IdentificationOptions());
}
