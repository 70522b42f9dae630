namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>How the learning rate falls after the warm-up.</summary>
internal enum DecayKind
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>In a straight line to 0 at the last step.</summary>
    Linear,

    /// <summary>Along half a cosine to 0 at the last step (Loshchilov and Hutter, 2017, arXiv:1608.03983).</summary>
    Cosine,
}

/// <summary>The learning rate of each step: it rises in a straight line during the warm-up, then falls.</summary>
/// <param name="Peak">The rate at the end of the warm-up, above 0.</param>
/// <param name="WarmUp">Steps of the warm-up, 0 or more.</param>
/// <param name="Total">All steps, more than those of the warm-up.</param>
/// <param name="Decay">How it falls.</param>
internal sealed record LearningRateSchedule(double Peak, int WarmUp, int Total, DecayKind Decay = DecayKind.Linear)
{
    /// <summary>The rate of a step, 0 or more.</summary>
    /// <param name="step">From 1.</param>
    public double At(int step)
    {
        if (step < WarmUp)
        {
            return Peak * step / WarmUp;
        }

        double left = Math.Max(0, (Total - step) / (double)(Total - WarmUp));
        return Decay switch
        {
            DecayKind.Linear => Peak * left,
            DecayKind.Cosine => Peak * (1 + Math.Cos(Math.PI * (1 - left))) / 2,
            _ => Peak,
        };
    }
}
