using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>An engine trained on all listings, with the models for measuring it on these listings without bias.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="FoldModels">[F]: the model fitted without fold f, in the order of the folds; empty if nothing could be left out.</param>
internal sealed record CrossFittedEngine(EvaluationEngine Engine, IReadOnlyList<IdentificationModel> FoldModels);
