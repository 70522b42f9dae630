using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Labelled pairs of one or two catalogues.</summary>
/// <param name="Name">Its name: that of its folder.</param>
/// <param name="Listings">All listings, those of the first catalogue first.</param>
/// <param name="LeftCount">Number of listings of the first catalogue; all of them where there is one.</param>
/// <param name="Train">Pairs to learn from.</param>
/// <param name="Valid">Pairs to measure on; never learned from.</param>
internal sealed record MatchingData(
    string Name, IReadOnlyList<ProductProfile> Listings, int LeftCount, IReadOnlyList<LabelledPair> Train,
        IReadOnlyList<LabelledPair> Valid)
{
    /// <summary>The catalogue of a listing: 0 or 1.</summary>
    public int SideOf(int listing) => listing < LeftCount ? 0 : 1;
}
