using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Optimisation;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData("Linear", 1, 0.25)]
    [InlineData("Linear", 4, 1)]
    [InlineData("Linear", 7, 0.5)]
    [InlineData("Linear", 10, 0)]
    [InlineData("Linear", 11, 0)]
    [InlineData("Cosine", 2, 0.5)]
    [InlineData("Cosine", 4, 1)]
    [InlineData("Cosine", 7, 0.5)]
    [InlineData("Cosine", 10, 0)]
    [InlineData("Constant", 3, 0.75)]
    [InlineData("Constant", 9, 1)]
    public void The_rate_rises_for_four_steps_and_falls_until_the_tenth(string decay, int step, double expected) =>
        Assert.Equal(expected, new LearningRateSchedule(1, 4, 10, Enum.Parse<DecayKind>(decay)).At(step), 1e-12);

    [Fact]
    public void Without_warm_up_the_first_step_is_already_falling() =>
        Assert.Equal(0.9, new LearningRateSchedule(1, 0, 10).At(1), 1e-12);
}
