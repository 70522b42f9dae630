using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Generative;

/// <summary>Labelled pairs of the shared data with their evidence; tests that use them are skipped where it is absent.</summary>
internal sealed class LabelledPairs
{
    private LabelledPairs(EvidenceCatalog catalog, IReadOnlyList<PairEvidence> pairs) => (Catalog, Pairs) = (catalog, pairs);

    public static AspectRules Rules { get; } = AspectRules.Load(AspectRules.ShippedFolder);

    public EvidenceCatalog Catalog { get; }

    public IReadOnlyList<PairEvidence> Pairs { get; }

    public static Task<LabelledPairs> WdcAsync(int most) =>
        ReadAsync("wdc-products-official", "offers.csv", null, "train_medium.csv", most);

    public static Task<LabelledPairs> AbtBuyAsync(int most) => ReadAsync("abt-buy", "tableA.csv", "tableB.csv", "train.csv", most);

    private static async Task<LabelledPairs> ReadAsync(string data, string left, string? right, string pairs, int most)
    {
        CancellationToken cancelled = TestContext.Current.CancellationToken;
        ListingTable lefts = await TableAsync(left), rights = right is null ? lefts : await TableAsync(right);
        PairRow[] rows = [.. PairRows.Read(TestPaths.Shared("data", data, pairs), error => Assert.Fail(error.ToString())).Take(most)];
        int offset = right is null ? 0 : lefts.Listings.Count;
        var catalog = EvidenceCatalog.Of(
            right is null ? lefts.Listings : [.. lefts.Listings, .. rights.Listings], Rules, MatchPrompt.Trained, cancelled);
        return new LabelledPairs(catalog, [.. rows.Select(row => catalog.Pair(
            lefts.TryFind(row.Left, out int a) ? a : throw new InvalidDataException(row.Left),
            rights.TryFind(row.Right, out int b) ? offset + b : throw new InvalidDataException(row.Right), row.Same))]);

        async Task<ListingTable> TableAsync(string name)
        {
            await using var reader = ProductReader.Open(TestPaths.Shared("data", data, name));
            return await ListingTable.ReadAsync(reader, error => Assert.Fail(error.ToString()), cancelled);
        }
    }
}
