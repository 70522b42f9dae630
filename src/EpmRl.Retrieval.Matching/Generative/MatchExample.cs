using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>A worked example of the prompt.</summary>
/// <param name="A">The first listing.</param>
/// <param name="B">The second listing.</param>
/// <param name="Claims">The aspects of the right answer.</param>
/// <param name="Verdict">The right verdict.</param>
internal sealed record MatchExample(ProductProfile A, ProductProfile B, IReadOnlyList<AspectClaim> Claims, MatchVerdict Verdict);
