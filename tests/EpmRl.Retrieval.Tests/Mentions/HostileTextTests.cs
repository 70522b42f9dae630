using System.Diagnostics;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Mentions;

/// <summary>One row may be a megabyte of anything; reading it must stay close to linear in its length.</summary>
public sealed class HostileTextTests
{
    private const int Characters = 200_000;

    // Quadratic reading of these took minutes; linear reading takes a second or two on an idle machine.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly AttributeDefinition[] Attributes =
    [
        Size("width", "W"),
        Size("depth", "D"),
        new() { Id = "count", Name = "Count", Kind = AttributeKind.Number, Open = true, RoleWords = ["pack", "x"] },
        new() { Id = "code", Name = "Code", Kind = AttributeKind.Identifier, Open = true, RoleWords = ["part"], Values = SmallTaxonomy.Values("A1B2C3D4") },
        new() { Id = "gtin", Name = "GTIN", Kind = AttributeKind.Identifier, Open = true, RoleWords = ["upc"], Identifier = new IdentifierFormat { Gtin = true } },
        new() { Id = "color", Name = "Color", RoleWords = ["color"], MixedValue = "mixed", Values = SmallTaxonomy.Values("Red", "Deep Red", "Mixed") },
    ];

    private static AttributeDefinition Size(string id, string role) => new()
    {
        Id = id, Name = id, Kind = AttributeKind.Measurement, Open = true, RoleWords = [role],
        Quantity = new QuantityFormat { Unit = "cm", AssumedUnit = "in" },
    };

    [Theory]
    [InlineData("1-")]
    [InlineData("a1-")]
    [InlineData("a1")]
    [InlineData("1 ")]
    [InlineData("12\"W x ")]
    [InlineData("WxD ")]
    [InlineData("1W 2 D ")]
    [InlineData("Red")]
    [InlineData("red Color ")]
    [InlineData("deep ")]
    [InlineData("1/2 ")]
    [InlineData("077914041641 ")]
    [InlineData("0 7 ")]
    [InlineData("1,000")]
    [InlineData("x")]
    [InlineData(" ")]
    [InlineData("\u00BD ")]
    [InlineData("e\u0301")]
    public void Reading_stays_close_to_linear_in_the_length(string piece)
    {
        ProductTaxonomy taxonomy = SmallTaxonomy.Of(Attributes);
        var reader = new MentionReader(taxonomy.Categories[0], taxonomy);
        string text = string.Concat(Enumerable.Repeat(piece, Characters / piece.Length));
        var watch = Stopwatch.StartNew();
        reader.Read(FieldText.Of(new ProductProfile { Id = "1", Title = "t", Description = text }));
        Assert.True(watch.Elapsed < Limit, $"'{piece}' × {Characters / piece.Length} took {watch.Elapsed.TotalSeconds:F1} s.");
    }
}
