using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Generative;

/// <summary>Small pairs with their evidence.</summary>
internal static class SmallPairs
{
    public static AspectRules Rules { get; } = AspectRules.Load(AspectRules.ShippedFolder);

    /// <summary>Two drives of one make that differ in capacity.</summary>
    public static readonly ListingPair Drives = new(
        SmallListings.Of("a", "Kovara PX2 portable SSD 1TB black", ("brand", "Kovara")),
        SmallListings.Of("b", "Kovara external SSD PX2, 2 TB, black", ("brand", "KOVARA")));

    /// <summary>Two offers of one pair of headphones.</summary>
    public static readonly ListingPair Headphones = new(
        SmallListings.Of("a", "Norvik Alto headphones WH-1000XM4 black", ("brand", "Norvik")),
        SmallListings.Of("b", "Norvik WH1000XM4 Alto over-ear headphones, black", ("brand", "Norvik")));

    public static PairEvidence Of(ListingPair pair, MatchVerdict? truth = null) =>
        EvidenceCatalog.Of([pair.A, pair.B], Rules, MatchPrompt.Trained).Pair(0, 1).With(truth);

    public static PairEvidence Of(string a, string b, MatchVerdict? truth = null) =>
        Of(new ListingPair(SmallListings.Of("a", a), SmallListings.Of("b", b)), truth);

    /// <summary>The hand-written pairs of a suite, labelled.</summary>
    public static IReadOnlyList<PairEvidence> Suite(string name)
    {
        IReadOnlyList<MatchCase> cases = MatchCasesReader.Read(
            TestPaths.InProject("tests", "EpmRl.Retrieval.Matching.Tests", "suites", name), error => Assert.Fail(error.ToString()));
        ProductProfile[] listings = [.. cases.SelectMany(one => new[] { one.Pair.A, one.Pair.B })];
        var catalog = EvidenceCatalog.Of(listings, Rules, MatchPrompt.Trained);
        return [.. cases.Select((one, i) => catalog.Pair(2 * i, (2 * i) + 1).With(one.Verdict))];
    }
}
