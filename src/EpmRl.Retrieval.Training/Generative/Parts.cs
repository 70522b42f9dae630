namespace EpmRl.Retrieval.Training.Generative;

/// <summary>Names of the parts of a run's cost.</summary>
internal static class Parts
{
    /// <summary>Answers sampled from the current weights.</summary>
    public const string Sampling = "sampling";

    /// <summary>Answers scored, the probabilities of the other order included.</summary>
    public const string Reward = "reward";

    /// <summary>Gradients and steps.</summary>
    public const string Update = "update";

    /// <summary>Pairs measured.</summary>
    public const string Validation = "validation";
}
