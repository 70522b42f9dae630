namespace EpmRl.Retrieval.Matching;

/// <summary>The report of a run of clustering, as written for programs.</summary>
/// <param name="Figures">The health of the clusters.</param>
/// <param name="Quality">Beside the truth; null where it is not known.</param>
/// <param name="NewListings">Listings that the earlier run did not have.</param>
/// <param name="ChangedListings">Listings whose content changed.</param>
/// <param name="DeletedListings">Listings that are gone.</param>
/// <param name="Events">Events by kind.</param>
/// <param name="Decisions">Pairs that people decided.</param>
/// <param name="Contradictions">Of those, pairs kept apart although decisions of "same" connect them.</param>
/// <param name="GreedyParts">Parts too large to be assigned exactly, where each listing may have one partner.</param>
internal sealed record ClusterReport(
    ClusterFigures Figures, PartitionQuality? Quality, int NewListings, int ChangedListings, int DeletedListings,
    IReadOnlyDictionary<string, int> Events, int Decisions, int Contradictions, int GreedyParts);
