using System.Text.Json.Nodes;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Training;

/// <summary>
/// Four categories of the sample with their listings, for tests that train: an eighth of the prompts, each encoded by every run.
/// </summary>
/// <param name="Taxonomy">The folder of the taxonomy.</param>
/// <param name="Listings">The listings of its categories.</param>
/// <param name="Labels">The same with their right values.</param>
internal sealed record SmallSample(string Taxonomy, string Listings, string Labels)
{
    private static readonly string[] Categories = ["power-drills", "light-bulbs", "headphones", "ink-cartridges"];

    /// <summary>Writes all into a folder.</summary>
    public static SmallSample Write(ScratchFolder folder)
    {
        ProductTaxonomy sample = TaxonomyReader.Load(SampleLabels.Taxonomy);
        Category[] categories =
        [
            .. sample.Categories.Where(category => Categories.Contains(category.Id))
                .Select(category => category with { ParentId = null, Path = category.Name }),
        ];
        AttributeDefinition[] attributes = [.. categories.SelectMany(category => category.Attributes).Distinct()];
        string taxonomy = folder["small-taxonomy"];
        if (!Directory.Exists(taxonomy))
        {
            TaxonomyWriter.Write(
                new ProductTaxonomy("small", "", categories, attributes, sample.Packs, sample.Units, sample.NumberWords), taxonomy);
        }

        IEnumerable<string> listings = File.ReadLines(SampleIndex.Listings)
            .Where(line => JsonNode.Parse(line)!["category"]?.GetValue<string>() is { } name
                && categories.Any(category => category.Name == name));
        return new SmallSample(
            taxonomy, folder.Write("small-listings.jsonl", string.Join('\n', listings) + "\n"),
            SampleLabels.Write(folder, taxonomy: taxonomy));
    }
}
