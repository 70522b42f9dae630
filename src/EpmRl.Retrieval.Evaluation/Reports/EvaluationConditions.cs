using System.Reflection;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>The conditions a reader must know to compare figures.</summary>
/// <param name="Metric">The metric, in a sentence.</param>
/// <param name="Lists">Where the value lists come from, in a sentence.</param>
/// <param name="Split">The known and the asked listings, in a sentence.</param>
/// <param name="Fitting">The parts learned from the known listings, in a sentence.</param>
/// <param name="Folds">Number of folds; 0 for none.</param>
/// <param name="Seeds">Seeds of folds and training, one for each run; the first is the bootstrap's.</param>
/// <param name="Model">Model and precision.</param>
/// <param name="Space">Fingerprint of the space.</param>
/// <param name="Taxonomy">Name of the taxonomy, and its version if all folds share one.</param>
/// <param name="EngineVersion">Version of the engine.</param>
internal sealed record EvaluationConditions(
    string Metric,
    string Lists,
    string Split,
    string Fitting,
    int Folds,
    IReadOnlyList<int> Seeds,
    string Model,
    string Space,
    string Taxonomy,
    string EngineVersion)
{
    /// <summary>The metric of the literature, in a sentence.</summary>
    public const string MicroF1 =
        "Micro F1 over labelled (listing, attribute) pairs, top answer: a right value is a true positive; "
        + "a wrong value where there is one is a false positive and a false negative; "
        + "a value where there is none is a false positive; no value where there is one is a false negative; "
        + "no value where there is none is not counted. Answers that need review count with their best value.";

    /// <summary>Version of this engine, without the commit that a build may append.</summary>
    public static string ThisVersion { get; } = typeof(EvaluationConditions).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
