using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

/// <summary>
/// A small taxonomy that is edited all the time, as a dictionary of labels: the model that an index is compared with. The n-th edit
/// publishes version <c>edit-n</c>; every label that was ever given is a word of its own.
/// </summary>
internal sealed class EditedTaxonomy(int seed) : ITaxonomySource
{
    private static readonly string[] Attributes = ["cut", "hem", "fit", "trim"];
    private static readonly (string Id, string[] Attributes)[] Categories =
        [("coats", ["cut", "hem"]), ("skirts", ["hem", "fit", "trim"]), ("hats", ["trim"])];

    private readonly Random random = new(seed);
    private readonly Random asked = new(seed + 1); // apart from the edits, which are the same however often an index is asked
    private readonly SortedDictionary<(string Attribute, string Value), string> labels = [];
    private readonly Dictionary<string, ProductTaxonomy> published = [];
    private int edits = -1;

    public string Name => "edited";

    public ProductTaxonomy Now { get; private set; } = null!;

    /// <summary>The taxonomies of all edits so far, by version; what an index says it was built from is compared with its entry.</summary>
    public IReadOnlyDictionary<string, ProductTaxonomy> Published => published;

    public ValueTask<string> VersionAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Now.Version);

    public ValueTask<ProductTaxonomy> LoadAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Now);

    /// <summary>Edits until there are so many edits; the same ones for the same seed.</summary>
    public EditedTaxonomy EditTo(int number)
    {
        while (edits < number)
        {
            Edit();
        }

        return this;
    }

    /// <summary>Adds, renames or removes a value, and publishes that.</summary>
    public void Edit()
    {
        string attribute = Attributes[random.Next(Attributes.Length)];
        (string, string Value)[] existing = [.. labels.Keys.Where(key => key.Attribute == attribute)];
        edits++;
        string label = $"word{edits}";
        if (existing.Length < 2 || (existing.Length < 8 && random.Next(3) > 0))
        {
            labels.Add((attribute, $"value{edits}"), label);
        }
        else if (random.Next(2) == 0)
        {
            labels[existing[random.Next(existing.Length)]] = label;
        }
        else
        {
            labels.Remove(existing[random.Next(existing.Length)]);
        }

        Now = ToTaxonomy();
        published.Add(Now.Version, Now);
    }

    /// <summary>Compares an index with the edit that it says it was built from: every value, by search and by scoring.</summary>
    /// <returns>The version of the taxonomy.</returns>
    public string AssertAnswersAsOneVersion(IVectorIndex index, HashingEncoder encoder, string context)
    {
        Assert.True(
            published.TryGetValue(index.Manifest.TaxonomyVersion, out ProductTaxonomy? expected),
            $"{context}: {index.Manifest.TaxonomyVersion} was never published");
        Assert.Equal(expected.Version, index.Taxonomy.Version);
        PromptTemplates prompts = encoder.Space.Prompts;
        Category category = expected.Categories[asked.Next(expected.Categories.Count)];
        foreach (AttributeDefinition attribute in category.Attributes)
        {
            if (attribute.Values.Count == 0)
            {
                continue;
            }

            TaxonomyValue value = attribute.Values[asked.Next(attribute.Values.Count)];
            float[] query = encoder.Encode(prompts.ForValue(category.Name, attribute.Name, value.Label));
            IReadOnlyList<ValueHit> hits = index.SearchAsync(query, new ValueFilter(category.Id, attribute.Id), 100).AsTask().Result;
            Assert.True(
                hits[0].ValueId == value.Id && hits[0].Score > 0.99f, $"{context}: '{value.Label}' found {hits[0]}, not {value.Id}");
            Assert.True(
                hits.Select(hit => hit.ValueId).Order().SequenceEqual(attribute.Values.Select(one => one.Id).Order()),
                $"{context}: other values than edit {expected.Version} has");
            AttributeScores scores = index.ScoreAsync(query, category.Id, 1).AsTask().Result.Single(one => one.AttributeId == attribute.Id);
            Assert.True(
                scores.Values[0].ValueId == value.Id, $"{context}: scoring '{value.Label}' gives {scores.Values[0]}, not {value.Id}");
        }

        return expected.Version;
    }

    private ProductTaxonomy ToTaxonomy()
    {
        var attributes = Attributes.ToDictionary(id => id, id => new AttributeDefinition
        {
            Id = id,
            Name = id,
            Values = [.. labels.Where(pair => pair.Key.Attribute == id)
                .Select(pair => new TaxonomyValue { Id = pair.Key.Value, Label = pair.Value })],
        });
        return new ProductTaxonomy(
            Name,
            $"edit-{edits}",
            [.. Categories.Select(category => new Category
            {
                Id = category.Id, Name = category.Id, Path = category.Id,
                Attributes = [.. category.Attributes.Select(id => attributes[id])],
            })],
            [.. attributes.Values]);
    }
}
