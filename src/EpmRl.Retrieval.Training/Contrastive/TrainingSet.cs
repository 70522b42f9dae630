using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>Labelled listings and a taxonomy in the trainer's form: items, and the prompts of their attributes' values.</summary>
internal sealed class TrainingSet
{
    // The longest text of a step determines the width of all of its prompts, so long descriptions are used only by the index.
    private const int LongestWording = 160;

    private readonly ValuePrompts prompts;
    private readonly MentionReaderFactory readers;
    private readonly List<PromptGroup> groups = [];
    private readonly List<GroupBuilder> builders = [];
    private readonly Dictionary<(string Category, string Attribute), int> places = [];
    private readonly Dictionary<string, int> categories = new(StringComparer.Ordinal);

    private TrainingSet(ProductTaxonomy taxonomy, PromptTemplates prompts)
    {
        this.prompts = new ValuePrompts(taxonomy, prompts);
        readers = new MentionReaderFactory(taxonomy);
    }

    /// <summary>The listings, in the order given, without those that nothing can be learned from.</summary>
    public IReadOnlyList<TrainingItem> Items { get; private set; } = [];

    /// <summary>The candidates of each attribute of each category.</summary>
    public IReadOnlyList<PromptGroup> Groups => groups;

    /// <summary>Number of categories of the listings.</summary>
    public int Categories => categories.Count;

    /// <summary>
    /// Joins listings with a taxonomy. A label that no value has becomes a value of its own; attributes and categories that the taxonomy
    /// lacks are left out, since no answer can name them.
    /// </summary>
    /// <param name="listings">The labelled listings.</param>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <param name="prompts">The encoder's prompts.</param>
    /// <exception cref="TrainingException">No listing has a labelled attribute of the taxonomy, or none has a value.</exception>
    public static TrainingSet Of(IEnumerable<LabelledListing> listings, ProductTaxonomy taxonomy, PromptTemplates prompts)
    {
        var set = new TrainingSet(taxonomy, prompts);
        var items = new List<TrainingItem>();
        int count = 0;
        foreach (LabelledListing listing in listings)
        {
            count++;
            if (taxonomy.TryFindCategory(listing.Category, out Category? category)
                && set.Labels(listing, category) is { Count: > 0 } labels)
            {
                items.Add(new TrainingItem(listing, set.PlaceOf(category), labels));
            }
        }

        if (!items.Any(item => item.Labels.Any(label => label.Values.Length > 0)))
        {
            throw new TrainingException(
                $"None of the {count} listings has a labelled value of an attribute that taxonomy '{taxonomy.Name}' gives its category. "
                + "Compare the names of categories and attributes in the data with those of the taxonomy.");
        }

        set.Items = items;
        set.groups.AddRange(set.builders.Select(builder => builder.Build()));
        return set;
    }

    private int PlaceOf(Category category)
    {
        if (!categories.TryGetValue(category.Id, out int place))
        {
            categories.Add(category.Id, place = categories.Count);
        }

        return place;
    }

    private ILabelSpelling SpellingOf(Category category, AttributeDefinition attribute) =>
        QuantityWriter.Of(readers, attribute) is { } writer
        ? new QuantitySpelling(writer, readers.ScannerOf(category))
        : new WordSpelling();

    private List<ItemLabel> Labels(LabelledListing listing, Category category)
    {
        var labels = new List<ItemLabel>();
        foreach ((string name, IReadOnlyList<string> gold) in listing.Gold)
        {
            string key = TextKey.Of(name);
            AttributeDefinition? attribute = category.Attributes.FirstOrDefault(attribute => TextKey.Of(attribute.Name) == key);
            if (attribute is null)
            {
                continue;
            }

            if (!places.TryGetValue((category.Id, attribute.Id), out int place))
            {
                places.Add((category.Id, attribute.Id), place = builders.Count);
                builders.Add(new GroupBuilder(category, attribute, prompts, SpellingOf(category, attribute)));
            }

            labels.Add(new ItemLabel(place, [.. gold.Select(builders[place].Find).Distinct()]));
        }

        return labels;
    }

    private sealed class GroupBuilder
    {
        private readonly Category category;
        private readonly AttributeDefinition attribute;
        private readonly ValuePrompts prompts;
        private readonly ILabelSpelling spelling;
        private readonly List<string> labels = [];
        private readonly List<string[]> values = [];
        private readonly Dictionary<string, int> byLabel = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> byKey = new(StringComparer.Ordinal);

        public GroupBuilder(Category category, AttributeDefinition attribute, ValuePrompts prompts, ILabelSpelling spelling)
        {
            this.category = category;
            this.attribute = attribute;
            this.prompts = prompts;
            this.spelling = spelling;
            TaxonomyValue[] active = [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)];
            foreach (TaxonomyValue value in active)
            {
                Add(value.Label, [.. value.Aliases, .. value.Description is { } description ? [description] : Array.Empty<string>()]);
            }

            for (int v = 0; v < active.Length; v++)
            {
                foreach (string alias in active[v].Aliases)
                {
                    byKey.TryAdd(TextKey.Of(alias), v); // after all labels, which win
                }
            }
        }

        /// <summary>The value of a label, by exact or else normalised spelling; a new value if there is none.</summary>
        public int Find(string label) =>
            byLabel.TryGetValue(label, out int exact) ? exact
            : !attribute.CaseSensitive && byKey.TryGetValue(TextKey.Of(label), out int normalised) ? normalised
            : Add(label, []);

        public PromptGroup Build() => new(prompts.Null(category, attribute), [.. labels], values, spelling);

        private int Add(string label, string[] wordings)
        {
            int place = values.Count;
            var texts = new List<string> { prompts.Label(category, attribute, label) };
            texts.AddRange(wordings
                .Where(wording => wording.Length <= LongestWording)
                .Select(wording => prompts.Wording(category, attribute, wording)));
            if (attribute.Description is { Length: <= LongestWording } description)
            {
                texts.Add(prompts.Label(category, attribute, label, $"{attribute.Name} ({description})"));
            }

            labels.Add(label);
            values.Add([.. texts.Distinct(StringComparer.Ordinal)]);
            byLabel.TryAdd(label, place);
            byKey.TryAdd(TextKey.Of(label), place);
            return place;
        }
    }
}
