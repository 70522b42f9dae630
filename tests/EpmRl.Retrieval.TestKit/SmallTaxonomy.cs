using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.TestKit;

/// <summary>Builds taxonomies of one category in code, with a few units and number words.</summary>
public static class SmallTaxonomy
{
    /// <summary>A few units of length, mass, data and speed.</summary>
    internal static UnitPack Units { get; } = new(
    [
        new UnitDefinition("Centimeters", "length", 0.01, 0, ["cm"]),
        new UnitDefinition("Millimeters", "length", 0.001, 0, ["mm"]),
        new UnitDefinition("Inches", "length", 0.0254, 0, ["\"", "in", "in.", "inch", "inches"]),
        new UnitDefinition("Feet", "length", 0.3048, 0, ["'", "ft", "feet"]),
        new UnitDefinition("Grams", "mass", 0.001, 0, ["g", "gram", "grams"]),
        new UnitDefinition("Ounces", "mass", 0.028349523125, 0, ["oz", "ounce"]),
        new UnitDefinition("Gigabytes", "data", 1024, 0, ["GB"]),
        new UnitDefinition("Megabytes", "data", 1, 0, ["MB"]),
        new UnitDefinition("Watts", "power", 1, 0, ["W", "watt", "watts"]),
        new UnitDefinition("Revolutions per Minute", "rotation", 1, 0, ["rpm"]),
    ]);

    /// <summary>A few words for counts.</summary>
    internal static NumberWords NumberWords { get; } =
        new(new Dictionary<string, double> { ["dual"] = 2, ["quad"] = 4, ["five"] = 5, ["dozen"] = 12 });

    /// <summary>A taxonomy of one category "things" with these attributes.</summary>
    public static ProductTaxonomy Of(params AttributeDefinition[] attributes) => Of([], attributes);

    /// <summary>The same with value packs.</summary>
    internal static ProductTaxonomy Of(IReadOnlyList<ValuePack> packs, params AttributeDefinition[] attributes) => new(
        "small",
        "v1",
        [new Category { Id = "things", Name = "Things", Path = "Things", Attributes = attributes }],
        attributes,
        packs,
        Units,
        NumberWords);

    /// <summary>Values with slugs of their labels as ids.</summary>
    public static TaxonomyValue[] Values(params string[] labels) =>
        [.. labels.Select(label => new TaxonomyValue { Id = label.ToLowerInvariant().Replace(' ', '-'), Label = label })];
}
