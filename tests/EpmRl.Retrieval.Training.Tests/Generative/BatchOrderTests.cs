using EpmRl.Retrieval.Training.Generative;

namespace EpmRl.Retrieval.Training.Tests.Generative;

public sealed class BatchOrderTests
{
    private static readonly int[] Lengths = [.. Enumerable.Range(0, 103).Select(i => (i * 37) % 90)];

    [Fact]
    public void A_pass_takes_every_example_once_and_the_next_in_another_order()
    {
        var order = new BatchOrder(Lengths, 8, 1);
        int[] first = [.. Enumerable.Range(0, 13).SelectMany(order.At)], second = [.. Enumerable.Range(13, 13).SelectMany(order.At)];

        Assert.Equal(13, order.StepsPerPass);
        Assert.Equal(Enumerable.Range(0, 103), first.Order());
        Assert.Equal(Enumerable.Range(0, 103), second.Order());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_step_is_the_same_whichever_steps_were_asked_for_before()
    {
        var unbroken = new BatchOrder(Lengths, 8, 1);
        int[][] all = [.. Enumerable.Range(0, 26).Select(step => unbroken.At(step).ToArray())];

        Assert.Equal(all[20], new BatchOrder(Lengths, 8, 1).At(20));
        Assert.NotEqual(all[20], new BatchOrder(Lengths, 8, 2).At(20));
    }

    [Fact]
    public void Examples_of_a_batch_are_of_like_length()
    {
        var order = new BatchOrder(Lengths, 8, 1);

        Assert.InRange(Enumerable.Range(0, 12).Average(step => Spread(order.At(step))), 0, 12); // 90 without sorting

        static int Spread(IReadOnlyList<int> batch) => batch.Max(i => Lengths[i]) - batch.Min(i => Lengths[i]);
    }
}
