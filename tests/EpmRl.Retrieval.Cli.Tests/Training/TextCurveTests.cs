using EpmRl.Retrieval.Cli.Commands;

namespace EpmRl.Retrieval.Cli.Tests.Training;

public sealed class TextCurveTests
{
    [Theory]
    [InlineData(new double[] { }, 5, "")]
    [InlineData(new[] { 3.0 }, 5, "▁")]
    [InlineData(new[] { 0.0, 7, 3.5 }, 5, "▁█▅")]
    [InlineData(new[] { 8.0, 6, 4, 4, 1, 1 }, 3, "█▅▁")]
    public void A_curve_goes_from_the_lowest_to_the_highest_block_and_shows_means_of_what_shares_a_column(
        double[] values, int width, string expected) =>
        Assert.Equal(expected, TextCurve.Of(values, width));
}
