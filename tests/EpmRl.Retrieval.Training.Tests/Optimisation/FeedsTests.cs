using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Optimisation;

public sealed class FeedsTests
{
    private static readonly Tensor Input = Tensor.Input("x", DataType.Float, "rows", 2);

    [Fact]
    public void Numbers_of_another_type_are_refused() =>
        Assert.Contains(
            "'x'", Assert.Throws<ArgumentException>(() => new Feeds().Set(Input, new[] { 1, 2 }, 1, 2)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    public void A_shape_that_is_not_the_inputs_is_refused(int rows, int columns) =>
        Assert.Contains(
            "[rows, 2]", Assert.Throws<ArgumentException>(() => new Feeds().Set(Input, new float[rows * columns], rows, columns)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Too_few_numbers_are_refused() =>
        Assert.Contains(
            "3 numbers", Assert.Throws<ArgumentException>(() => new Feeds().Set(Input, new float[3], 2, 2)).Message,
            StringComparison.Ordinal);
}
