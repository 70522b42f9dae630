using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Trains an engine.</summary>
/// <param name="known">The listings to learn from, at least one. No label of another listing may be used.</param>
/// <param name="untrained">
/// The engines to start from: that for <paramref name="known"/> is trained. Those for a part of <paramref name="known"/> serve fitting
/// out of fold: their lists lack the labels of the rest, as an engine in use meets labels that it never saw.
/// </param>
/// <param name="cancellationToken">Cancels the training.</param>
/// <returns>The trained engine. Encoders and indexes that were opened for it are disposed by the trainer.</returns>
internal delegate Task<EvaluationEngine> TrainEngine(
    IReadOnlyList<LabelledListing> known, EngineSource untrained, CancellationToken cancellationToken);
