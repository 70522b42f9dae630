using System.Text.Json;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Training;

/// <summary>The sample listings with their right values, as a labelled data set of the sample taxonomy.</summary>
internal static class SampleLabels
{
    public static string Taxonomy { get; } = TestPaths.InProject("taxonomy", "sample");

    /// <summary>Writes them and returns the file.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="taxonomy">The taxonomy that has the listings' categories; null for the sample's.</param>
    public static string Write(ScratchFolder folder, string name = "labels.jsonl", string? taxonomy = null)
    {
        ProductTaxonomy categories = TaxonomyReader.Load(taxonomy ?? Taxonomy);
        Dictionary<string, JsonObject> gold = File.ReadLines(TestPaths.InProject("samples", "gold.jsonl"))
            .Select(line => JsonNode.Parse(line)!).ToDictionary(row => row["id"]!.GetValue<string>(), row => row["values"]!.AsObject());
        IEnumerable<string> rows = File.ReadLines(SampleIndex.Listings)
            .Select(line => Row(JsonNode.Parse(line)!, gold, categories)).OfType<string>();
        return folder.Write(name, string.Join('\n', rows) + "\n");
    }

    private static string? Row(JsonNode listing, Dictionary<string, JsonObject> gold, ProductTaxonomy taxonomy)
    {
        string id = listing["id"]!.GetValue<string>();
        if (listing["category"]?.GetValue<string>() is not { } name || !taxonomy.TryFindCategory(name, out Category? category))
        {
            return null;
        }

        var scores = new JsonObject();
        foreach (AttributeDefinition attribute in category.Attributes)
        {
            string[] labels =
                [.. (gold[id][attribute.Id]?.AsArray() ?? []).Select(label => label!.GetValue<string>()).DefaultIfEmpty("n/a")];
            scores[attribute.Name] = new JsonObject(labels.Select(label => KeyValuePair.Create<string, JsonNode?>(label, 1)));
        }

        return new JsonObject
        {
            ["id"] = id,
            ["category"] = name,
            ["input_title"] = listing["title"]!.GetValue<string>(),
            ["input_description"] = listing["description"]?.GetValue<string>(),
            ["url"] = $"shop-{id[^1]}",
            ["target_scores"] = scores,
        }.ToJsonString(new JsonSerializerOptions());
    }
}
