using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>An engine that was trained on all listings, and what its answers to these listings are honestly measured with.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="FoldModels">[F]: the model that was fitted without fold f, in the order of the folds; empty where nothing could be left
/// out.</param>
internal sealed record CrossFittedEngine(EvaluationEngine Engine, IReadOnlyList<IdentificationModel> FoldModels);
