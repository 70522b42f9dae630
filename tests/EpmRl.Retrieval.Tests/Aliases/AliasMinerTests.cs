using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Tests.Evaluation;

namespace EpmRl.Retrieval.Tests.Aliases;

public sealed class AliasMinerTests
{
    private static readonly AttributeDefinition Maker = new()
    {
        Id = "maker",
        Name = "Maker",
        Values =
        [
            new TaxonomyValue { Id = "northern", Label = "Northern Lights Works" },
            new TaxonomyValue { Id = "acme", Label = "Acme" },
            new TaxonomyValue { Id = "zenith", Label = "Zenith" },
        ],
    };

    private static readonly ProductTaxonomy Lamps =
        new("lamps", "1", [new Category { Id = "lamp", Name = "Lamp", Path = "Lamp", Attributes = [Maker] }], [Maker]);

    // Listings of other values, so that no wording is precise by chance.
    private static IEnumerable<LabelledListing> Others => Enumerable.Range(0, 30)
        .Select(i => Labelled.Listing("Lamp", $"{(i % 2 == 0 ? "Acme" : "Zenith")} desk lamp no "
            + $"{i}", ("Maker", [i % 2 == 0 ? "Acme" : "Zenith"])));

    private static LabelledListing Listing(string title, string? maker, string? shop = null) =>
        Labelled.Listing("Lamp", title, ("Maker", maker is null ? [] : [maker])) with { Group = shop };

    [Fact]
    public void A_wording_that_occurs_with_a_value_is_suggested_with_its_support_and_precision()
    {
        LabelledListing[] listings =
        [
            .. Others,
            Listing("NLW desk lamp red", "Northern Lights Works"),
            Listing("Desk lamp green NLW", "Northern Lights Works"),
            Listing("NLW floor lamp", "Northern Lights Works"),
            Listing("Tall NLW lamp", "Northern Lights Works"),
            Listing("NLW like lamp", null),
        ];

        AliasSuggestion only = Assert.Single(AliasMiner.Mine(listings, Lamps, new AliasMinerOptions { MinPrecision = 0.8 }));

        Assert.Equal(("maker", "northern", "NLW", 4), (only.AttributeId, only.ValueId, only.Alias, only.Support));
        Assert.Equal(0.8, only.Precision, 1e-9);
        Assert.Equal(AliasLikeness.Initials, only.Likeness);
        Assert.Equal("Lamp", only.Category);
        Assert.Contains("NLW desk lamp", only.Example);
        Assert.Empty(AliasMiner.Mine(listings, Lamps, new AliasMinerOptions { MinPrecision = 0.81 }));
        Assert.Empty(AliasMiner.Mine(listings, Lamps, new AliasMinerOptions { MinPrecision = 0.8, MinSupport = 5 }));
    }

    [Fact]
    public void What_the_readers_read_already_is_not_suggested()
    {
        LabelledListing[] listings =
        [
            .. Others,
            .. Enumerable.Range(0, 5).Select(i => Listing($"Northern Lights Works lamp by NLW {i}", "Northern Lights Works")),
        ];

        Assert.Empty(AliasMiner.Mine(listings, Lamps));
    }

    [Fact]
    public void A_listing_that_is_repeated_counts_once()
    {
        LabelledListing[] listings = [.. Others, .. Enumerable.Repeat(Listing("NLW desk lamp red", "Northern Lights Works"), 5)];

        Assert.Empty(AliasMiner.Mine(listings, Lamps));
    }

    [Fact]
    public void Of_wordings_within_each_other_the_one_that_the_same_listings_use_in_full_is_kept()
    {
        LabelledListing[] listings =
        [
            .. Others,
            .. Enumerable.Range(0, 5).Select(i => Listing($"{(char)('p' + i)} polar star {(char)('a' + i)}", "Northern Lights Works")),
        ];

        Assert.Equal("polar star", Assert.Single(AliasMiner.Mine(listings, Lamps)).Alias);
    }

    [Fact]
    public void A_wording_begins_and_ends_with_words_that_speak_for_the_value()
    {
        LabelledListing[] listings =
        [
            .. Others,
            .. Enumerable.Range(0, 5)
                .Select(i => Listing($"{(char)('p' + i)} polar star desk lamp {(char)('a' + i)}", "Northern Lights Works")),
        ];

        Assert.Equal("polar star", Assert.Single(AliasMiner.Mine(listings, Lamps)).Alias);
    }

    [Fact]
    public void A_value_that_every_listing_has_makes_no_wording_an_alias()
    {
        LabelledListing[] listings =
            [.. Enumerable.Range(0, 20).Select(i => Listing($"lamp {i} {(i % 2 == 0 ? "shiny" : "dull")}", "Northern Lights Works"))];

        Assert.Empty(AliasMiner.Mine(listings, Lamps));
    }

    [Theory]
    [InlineData("b", 1)]
    [InlineData("a", 0)]
    public void What_a_single_shop_writes_is_suggested_only_when_it_resembles_the_label(string otherShop, int expected)
    {
        LabelledListing[] listings =
        [
            .. Others,
            .. Enumerable.Range(0, 5)
                .Select(i => Listing($"polarstar {(char)('a' + i)}", "Northern Lights Works", i == 0 ? otherShop : "a")),
            .. Enumerable.Range(0, 10).Select(i => Listing($"Zenit {(char)('p' + i)}", "Zenith", "z")),
        ];

        IReadOnlyList<AliasSuggestion> found = AliasMiner.Mine(listings, Lamps);

        Assert.Equal(expected, found.Count(one => one.Alias == "polarstar"));
        Assert.Equal(
            (AliasLikeness.Spelling, 1),
            (found.Single(one => one.Alias == "Zenit").Likeness, found.Single(one => one.Alias == "Zenit").Groups));
    }

    [Fact]
    public void The_ratio_is_that_of_the_worked_table()
    {
        // Dunning 1993, table 1: 'the swiss', 110 · 2442 · 111 · 29114.
        Assert.Equal(270.72, LogLikelihood.Ratio(110, 2552, 221, 31777), 0.005);
        Assert.Equal(0, LogLikelihood.Ratio(5, 50, 10, 100), 1e-9);
        Assert.True(LogLikelihood.Ratio(0, 50, 10, 100) < 0);
    }

    [Theory]
    [InlineData("NLW", "Northern Lights Works", AliasLikeness.Initials)]
    [InlineData("N.L.W.", "Northern-Lights Works", AliasLikeness.Initials)]
    [InlineData("Zenit", "Zenith", AliasLikeness.Spelling)]
    [InlineData("Northern", "Northern Lights Works", AliasLikeness.Spelling)]
    [InlineData("Harbour Lights", "Northern Lights Works", AliasLikeness.SharedWord)]
    [InlineData("polar", "Zenith", AliasLikeness.None)]
    internal void Likeness_is_determined_from_letters_and_words(string alias, string label, AliasLikeness expected) =>
        Assert.Equal(expected, LabelLikeness.Of(alias, label));
}
