namespace EpmRl.Retrieval.Matching.Tests.Deciding;

public sealed class MatchCalibrationTests
{
    private static readonly MatchCalibration Calibration = new(1, 0, 0.1, 0.5, 0.1, 0.5);

    [Fact]
    public void A_probability_is_corrected_for_the_share_of_matches()
    {
        // Odds of 1 at a share of 1/10 are odds of 1/9 : 1/9 of evidence; at a share of one half, 9 : 1.
        Assert.Equal(0.9, Calibration.Corrected(0.5, 0.5), 6);
        Assert.Equal(0.5, Calibration.Corrected(0.5, 0.1), 6);
        Assert.True(Calibration.Corrected(0.5, 0.01) < 0.1);
    }

    [Fact]
    public void Without_a_share_nothing_is_corrected() => Assert.Equal(0.3, Calibration.Corrected(0.3, null));
}
