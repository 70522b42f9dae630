using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Matching;

namespace EpmRl.Retrieval.Training.Tests.Matching;

public sealed class ListingEditsTests
{
    private static readonly AspectRules Rules = AspectRules.Load(AspectRules.ShippedFolder);

    [Fact]
    public void Every_edit_changes_a_text_and_says_what_the_pair_has_become()
    {
        var edits = new ListingEdits(Rules, new Random(1));
        PreparedListing[] pair = Prepare("Lumenar LX500 desk lamp black 8 W", "Lumenar LX500 lamp, black, 8 W");
        var kinds = new HashSet<PairKind>();
        for (int i = 0; i < 300; i++)
        {
            var other = new ProductProfile { Id = "3", Title = "Kitchen scale" };
            if (edits.Compose(pair[0], pair[1], other) is not var (edited, partner, kind))
            {
                continue;
            }

            kinds.Add(kind);
            Assert.True(edited.Title != pair[0].Profile.Title || partner?.Title != pair[1].Profile.Title, edited.Title);
            Assert.NotEqual(PairKind.Other, kind);
        }

        Assert.Equal([PairKind.Same, PairKind.Variant, PairKind.Different], kinds.Order());
    }

    [Fact]
    public void An_edited_digit_makes_another_product_whose_code_differs_in_one_character()
    {
        var edits = new ListingEdits(Rules, new Random(1));
        PreparedListing[] pair = Prepare("Lumenar LX500", "Lumenar LX500 lamp");
        string[] codes = [.. Enumerable.Range(0, 400)
            .Select(_ => edits.Compose(pair[0], pair[1], new ProductProfile { Id = "3", Title = "Scale" }))
            .Where(made => made is { Kind: PairKind.Different }
                && made.Value.Listing.Title.StartsWith("Lumenar LX", StringComparison.Ordinal)
                && made.Value.Listing.Title.Length == 13)
            .Select(made => made!.Value.Listing.Title[8..])];

        Assert.NotEmpty(codes);
        Assert.All(codes, code => Assert.Equal(1, code.Zip("LX500").Count(both => both.First != both.Second)));
    }

    [Fact]
    public void Pairs_that_share_a_product_are_in_one_fold()
    {
        LabelledPair[] pairs =
        [
            new(0, 10, PairKind.Same), new(1, 10, PairKind.Same), new(1, 11, PairKind.Other), new(2, 12, PairKind.Same),
            new(3, 13, PairKind.Same), new(4, 14, PairKind.Same), new(0, 12, PairKind.Other),
        ];

        int[] folds = ProductFolds.Of(pairs, 3, seed: 1);

        Assert.Equal(folds[0], folds[1]); // over listing 10
        Assert.Equal(folds[0], folds[2]); // of listing 1
        Assert.Equal(folds[0], folds[6]);
        Assert.True(folds.Distinct().Count() == 3, string.Join(' ', folds));
    }

    private static PreparedListing[] Prepare(string first, string second) =>
    [
        .. PreparedCatalog.Of(
            [new ProductProfile { Id = "1", Title = first }, new ProductProfile { Id = "2", Title = second }], Rules,
            new TokenTable(new Dictionary<string, int>(), 0)).Listings,
    ];
}
