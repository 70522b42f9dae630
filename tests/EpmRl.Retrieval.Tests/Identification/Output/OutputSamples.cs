using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Identification.Output;

/// <summary>Results and taxonomies for tests of files, and the files that they become.</summary>
internal static class OutputSamples
{
    private static readonly UnitPack Units = new(
    [
        new("Kilograms", "mass", 1, 0, ["kg"]), new("Ounces", "mass", 0.028, 0, ["oz"]), new("Liters", "volume", 1, 0, ["l"]),
        new("Gallons", "volume", 3.785411784, 0, ["gal"]), new("Newton-Meters", "torque", 1, 0, ["Nm"]),
    ]);

    public static AttributeDefinition Listed(string id, string name, int most, params string[] labels) => new()
    {
        Id = id, Name = name, MaxValues = most,
        Values = [.. labels.Select(label => new TaxonomyValue { Id = label.ToLowerInvariant().Replace(' ', '-'), Label = label })],
    };

    public static AttributeDefinition Measured(string id, string name, string? unit) =>
        new() { Id = id, Name = name, Kind = AttributeKind.Measurement, Open = true, Quantity = new QuantityFormat { Unit = unit } };

    public static AttributeDefinition OfKind(string id, string name, AttributeKind kind) =>
        new() { Id = id, Name = name, Kind = kind, Open = true };

    public static ProductTaxonomy TaxonomyOf(string name, params AttributeDefinition[] attributes) =>
        TaxonomyOf(name, [attributes], attributes);

    public static ProductTaxonomy TaxonomyOf(string name, AttributeDefinition[][] byCategory, AttributeDefinition[] attributes) =>
        new(
            name, "v1", [.. byCategory.Select((own, i) => new Category { Id = $"c{i}", Name = $"C{i}", Path = $"C{i}", Attributes = own })],
            attributes, units: Units);

    public static AttributeAnswer Answer(AttributeDefinition attribute, params ValueAnswer[] values) => new()
    {
        AttributeId = attribute.Id, Attribute = attribute.Name, Status = values.Length == 0 ? AnswerStatus.NoValue : AnswerStatus.Value,
        Values = values, Alternatives = [], Reason = "r",
    };

    public static ValueAnswer Value(string label, double probability = 0.9, params Evidence[] evidence) => new()
    {
        Id = label.ToLowerInvariant().Replace(' ', '-'), Label = label, Score = 0.5, Probability = probability, Threshold = 0.25,
        Margin = 0.25, Evidence = evidence,
    };

    public static ValueAnswer Open(string label, double? number = null, string? unit = null) =>
        Value(label) with { Id = null, Quantity = number is null ? null : new ValueQuantity { Number = number, Unit = unit } };

    public static TagResult Result(string id, params AttributeAnswer[] answers) => new()
    {
        ListingId = id, Category = new CategoryAnswer("c0", "C0", false, []), Attributes = answers, TaxonomyVersion = "v1", Space = "s",
        Truncated = false,
    };

    public static ProductProfile Listing(string id) => new() { Id = id, Title = "T " + id, Category = "C0" };

    /// <summary>Writes a file.</summary>
    /// <returns>Its bytes, and what was left out.</returns>
    public static async Task<(byte[] Bytes, IReadOnlyList<string> LeftOut)> WriteAsync(
        string name, TagFileOptions options, ProductTaxonomy taxonomy, params (ProductProfile Profile, TagResult Result)[] rows)
    {
        using var folder = new ScratchFolder();
        IReadOnlyList<string> leftOut;
        await using (ITagFile file = await TagFiles.CreateAsync(folder[name], options, taxonomy, TestContext.Current.CancellationToken))
        {
            foreach ((ProductProfile profile, TagResult result) in rows)
            {
                await file.WriteAsync(profile, result, TestContext.Current.CancellationToken);
            }

            leftOut = await file.CommitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal([folder[name]], Directory.GetFiles(folder.Path)); // no other files
        return (await File.ReadAllBytesAsync(folder[name], TestContext.Current.CancellationToken), leftOut);
    }

    /// <summary>The text of a file, without its mark.</summary>
    public static string TextOf(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes).TrimStart('\ufeff');
}
