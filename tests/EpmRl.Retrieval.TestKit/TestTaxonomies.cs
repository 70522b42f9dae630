using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.TestKit;

/// <summary>Taxonomies made in code.</summary>
public static class TestTaxonomies
{
    /// <summary>
    /// Three categories (two of the same name), five attributes, one of them without values, one value deprecated, one with a description.
    /// </summary>
    public static ProductTaxonomy Small()
    {
        var color = new AttributeDefinition
        {
            Id = "color",
            Name = "Color",
            Packs = ["colors"],
            RoleWords = ["colour"],
            MixedValue = "mixed",
            Values =
            [
                new TaxonomyValue { Id = "black", Label = "Black", Aliases = ["jet", "onyx"] },
                new TaxonomyValue
                {
                    Id = "grey",
                    Label = "Grey",
                    Aliases = ["gray"],
                    LocaleLabels = new Dictionary<string, string> { ["de"] = "Grau", ["fr"] = "Gris" },
                    Description = "anthracite, slate, every shade between black and white",
                },
                new TaxonomyValue { Id = "slate", Label = "Slate", Status = ValueStatus.Deprecated, ReplacedBy = "grey" },
                new TaxonomyValue { Id = "mixed", Label = "Mixed" },
                new TaxonomyValue
                {
                    Id = "achromatic",
                    Label = "Achromatic",
                    Status = ValueStatus.Deprecated,
                    SplitInto = ["black", "grey"],
                },
            ],
        };
        var memory = new AttributeDefinition
        {
            Id = "memory",
            Name = "Memory",
            Description = "Installed RAM.",
            Kind = AttributeKind.Measurement,
            Open = true,
            Required = true,
            Quantity = new QuantityFormat
            {
                Unit = "GB",
                InputUnits = ["GB", "MB"],
                LocalUnits = new Dictionary<string, double> { ["K"] = 1000 },
                AssumedUnit = "GB",
                Decimals = 0,
                Range = RangeReading.Larger,
                Sum = true,
                Usual = new UsualRange(1, 4096),
                RoleRequired = true,
                ChainPlaces = new Dictionary<int, int> { [2] = 1, [3] = 1 },
            },
            Values = [new TaxonomyValue { Id = "8", Label = "8" }, new TaxonomyValue { Id = "16", Label = "16" }],
        };
        var code = new AttributeDefinition
        {
            Id = "part",
            Name = "Part number",
            Kind = AttributeKind.Identifier,
            CaseSensitive = true,
            MaxValues = 3,
            Identifier = new IdentifierFormat { Gtin = true, From = 2, To = 6, KeepMarks = true, MinLength = 5 },
            Values = [new TaxonomyValue { Id = "a-1", Label = "A-1\uD800" }, new TaxonomyValue { Id = "a-1.2", Label = "a-1" }],
        };
        var note = new AttributeDefinition { Id = "note", Name = "Note", Kind = AttributeKind.Text, Open = true };
        var unused = new AttributeDefinition
        {
            Id = "unused",
            Name = "Unused",
            Kind = AttributeKind.Number,
            Values = color.Values,
        };
        Category[] categories =
        [
            new() { Id = "electronics", Name = "Electronics", Path = "Electronics" },
            new()
            {
                Id = "laptops",
                Name = "Laptops",
                ParentId = "electronics",
                Path = "Electronics > Laptops",
                Description = "Portable computers",
                Names = new Dictionary<string, IReadOnlyList<string>> { ["de"] = ["Tragbare Rechner", "Notebooks"], ["en"] = ["notebook"] },
                Attributes = [color, memory, note],
            },
            new() { Id = "used", Name = "Used", Path = "Used", Attributes = [note] },
            new() { Id = "a-used-laptops", Name = "Laptops", ParentId = "used", Path = "Used > Laptops", Attributes = [color, code, note] },
        ];
        return new ProductTaxonomy(
            "small",
            "v1",
            categories,
            [color, memory, code, note, unused],
            [new ValuePack("colors", new Dictionary<string, IReadOnlyList<string>> { ["blue"] = ["navy", "royal blue"], ["none"] = [] })],
            new UnitPack([
                new UnitDefinition("Gigabytes", "data", 1e9, 0, ["GB", "gigabyte"]),
                new UnitDefinition("degrees Fahrenheit", "temperature", 0.5555555556, -17.7777778, ["°F"]),
            ]),
            new NumberWords(new Dictionary<string, double> { ["pair"] = 2, ["dozen"] = 12 }));
    }

    /// <summary>A taxonomy of the asked size with made-up words, the same for the same seed.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="categories">Number of categories.</param>
    /// <param name="attributes">Number of attributes; a category has some of them.</param>
    /// <param name="values">Most values of an attribute.</param>
    public static ProductTaxonomy Random(int seed, int categories, int attributes, int values)
    {
        var random = new Random(seed);
        AttributeDefinition[] all = [.. Enumerable.Range(0, attributes).Select(a => new AttributeDefinition
        {
            Id = $"attribute-{a}",
            Name = Words(random, 1),
            Kind = (AttributeKind)random.Next(5),
            Open = random.Next(3) == 0,
            Values = [.. Enumerable.Range(0, random.Next(values + 1)).Select(v => new TaxonomyValue
            {
                Id = $"value-{v}",
                Label = Words(random, 2),
                Aliases = random.Next(4) == 0 ? [Words(random, 1)] : [],
                Description = random.Next(10) == 0 ? Words(random, 5) : null,
                Status = random.Next(20) == 0 ? ValueStatus.Deprecated : ValueStatus.Active,
            })],
        })];
        var tree = new List<Category>();
        for (int c = 0; c < categories; c++)
        {
            Category? parent = c == 0 || random.Next(5) == 0 ? null : tree[random.Next(c)];
            string name = Words(random, 1);
            tree.Add(new Category
            {
                Id = $"category-{c}",
                Name = name,
                ParentId = parent?.Id,
                Path = parent is null ? name : $"{parent.Path} > {name}",
                Description = random.Next(6) == 0 ? Words(random, 4) : null,
                Names =
                    random.Next(6) == 0 ? new Dictionary<string, IReadOnlyList<string>> { ["de"] = [Words(random, 1)] } : Category.NoNames,
                Attributes = [.. all.Where(_ => random.Next(Math.Max(1, attributes / 4)) == 0)],
            });
        }

        return new ProductTaxonomy("random", $"seed-{seed}", tree, all);
    }

    private static string Words(Random random, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => $"w{random.Next(400)}"));
}
