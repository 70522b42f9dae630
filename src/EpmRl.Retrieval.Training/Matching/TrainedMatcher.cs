using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>A trained matcher with its figures.</summary>
/// <param name="Model">The model.</param>
/// <param name="OutOfFold">Figures of each data set's training pairs, each scored by a model that saw none of its products.</param>
/// <param name="Valid">Figures of each data set's validation pairs; empty where there are none.</param>
internal sealed record TrainedMatcher(
    MatcherModel Model, IReadOnlyList<(string Name, MatchFigures Figures)> OutOfFold,
        IReadOnlyList<(string Name, MatchFigures Figures)> Valid);
