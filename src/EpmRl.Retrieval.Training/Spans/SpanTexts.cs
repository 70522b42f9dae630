using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;
using EpmRl.Retrieval.Training.Composition;
using EpmRl.Retrieval.Training.Identification;

namespace EpmRl.Retrieval.Training.Spans;

/// <summary>Finds the spans of labelled and of composed listings whose meaning is known.</summary>
/// <param name="templates">The encoder's prompts.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="maxTokens">Longest text; spans beyond are left out.</param>
internal sealed class SpanTexts(PromptTemplates templates, WordPieceTokenizer tokenizer, int maxTokens)
{
    private const int MostMentions = 40; // of an attribute
    private const int MostAttributes = 12; // implied negatives of a composed listing

    private readonly PromptTemplates templates = templates;
    private readonly WordPieceTokenizer tokenizer = tokenizer;
    private readonly int maxTokens = maxTokens;
    private readonly Dictionary<(string Id, bool Values), SpanAttribute> attributes = [];
    private readonly HashSet<SpanAttribute> all = [];

    /// <summary>The attributes of all texts so far.</summary>
    public IReadOnlyCollection<SpanAttribute> Attributes => all;

    /// <summary>The spans of labelled listings: mentions of listed values, and groups of words that are values themselves.</summary>
    /// <param name="source">Name of the source.</param>
    /// <param name="taxonomy">The values; listings of other categories are left out.</param>
    /// <param name="listings">The listings.</param>
    public IEnumerable<SpanText> OfLabelled(string source, ProductTaxonomy taxonomy, IEnumerable<LabelledListing> listings)
    {
        attributes.Clear(); // ids are the taxonomy's
        var reader = new ListingReader(new MentionReaderFactory(taxonomy), IdentificationChannels.Mentions);
        foreach (LabelledListing listing in listings)
        {
            if (!taxonomy.TryFindCategory(listing.Profile.Category ?? listing.Category, out Category? category))
            {
                continue;
            }

            ListingContext reading = reader.Read(category, new ListingText(listing.Profile), default, []);
            var text = new Collected(this, listing.Profile);
            LabelledReading labelled = LabelledReading.Of(listing, reading);
            foreach (LabelledAttribute labels in labelled.Attributes)
            {
                foreach (Mention mention in reading.MentionsOf(labels.Attribute).Take(MostMentions))
                {
                    bool right = labels.IsRight(mention.Label);
                    text.Add(mention.Field, mention.Start, mention.End, Of(labels.Attribute, values: true), right, isOpen: false);
                    if (right && labels.Attribute.IsNamed)
                    {
                        SpanAttribute open = Of(labels.Attribute, values: false);
                        text.Add(mention.Field, mention.Start, mention.End, open, states: true, isOpen: true);
                    }
                }
            }

            AddGroups(text, reading.Fields, [.. labelled.Attributes.Where(labels => labels.Attribute.IsNamed)]);
            if (text.ToText(source, [.. labelled.Attributes.Select(labels => Of(labels.Attribute, values: true))], null) is { } found)
            {
                yield return found;
            }
        }
    }

    /// <summary>The spans of composed listings.</summary>
    public IEnumerable<SpanText> OfComposed(string source, IEnumerable<SpanExample> examples, int seed)
    {
        attributes.Clear();
        int number = 0;
        foreach (SpanExample example in examples)
        {
            Random random = Contrastive.Seeds.Random(seed, 4, ++number);
            var text = new Collected(this, example.Profile);
            Dictionary<string, AttributeDefinition> own = example.Category.Attributes.ToDictionary(attribute => attribute.Id);
            foreach (SpanLabel label in example.Spans)
            {
                AttributeDefinition attribute = own[label.AttributeId];
                text.Add(label.Field, label.Start, label.End, Of(attribute, values: true), label.Stated, isOpen: false);
                text.Add(label.Field, label.Start, label.End, Of(attribute, values: false), label.Stated, isOpen: false);
            }

            AttributeDefinition[] others = [.. own.Values];
            random.Shuffle(others);
            SpanAttribute[] labelled = [.. others.Take(MostAttributes).Select(attribute => Of(attribute, values: true))];
            if (text.ToText(source, labelled, example.Twin is { } twin ? $"{source} {twin}" : null) is { } found) // ids are the taxonomy's
            {
                yield return found;
            }
        }
    }

    private static void AddGroups(SpanTexts.Collected text, IReadOnlyList<FieldText> fields, IReadOnlyList<LabelledAttribute> named)
    {
        (SpanAttribute Attribute, HashSet<string> Gold)[] open =
        [
            .. named.Select(labels => (
                text.Owner.Of(labels.Attribute, values: false),
                labels.Gold.Select(gold => Word.KeyOf(Word.Split(gold))).Where(key => key.Length > 0).ToHashSet())),
        ];
        foreach (FieldText field in open.Length == 0 ? [] : fields.Where(field => field.Field != ProfileField.Description))
        {
            foreach ((int first, int last) in WordSpans.Of(field))
            {
                string key = field.KeyOf(first, last - first + 1, most: 100) ?? "";
                (int start, int end) = field.Clean.ToOriginal(field.Words[first].Start, field.Words[last].End);
                foreach ((SpanAttribute attribute, HashSet<string> gold) in open)
                {
                    text.Add(field.Field, start, end, attribute, gold.Contains(key), isOpen: true);
                }
            }
        }
    }

    private SpanAttribute Of(AttributeDefinition attribute, bool values)
    {
        if (!attributes.TryGetValue((attribute.Id, values), out SpanAttribute? known))
        {
            known = new SpanAttribute(AttributePrompt.Of(attribute, values), IsOpen: !values);
            all.Add(known);
            attributes.Add((attribute.Id, values), known);
        }

        return known;
    }

    // The spans of one listing by their tokens.
    private sealed class Collected(SpanTexts owner, ProductProfile profile)
    {
        private readonly ItemText item = ItemText.Of(owner.templates, profile);
        private readonly List<(int First, int Last)> order = [];
        private readonly Dictionary<(int First, int Last), (Dictionary<SpanAttribute, bool> Labels, bool IsOpen)> spans = [];
        private (int Start, int End)[]? tokens;

        public SpanTexts Owner => owner;

        // A span that states the value in one reading states it.
        public void Add(ProfileField field, int start, int end, SpanAttribute attribute, bool states, bool isOpen)
        {
            if (item.SpanOf(field, start, end) is not { } place || TokensOf(place.Start, place.End) is not { } span)
            {
                return;
            }

            if (!spans.TryGetValue(span, out (Dictionary<SpanAttribute, bool> Labels, bool IsOpen) known))
            {
                order.Add(span);
                spans.Add(span, known = ([], isOpen));
            }

            known.Labels[attribute] = states || known.Labels.GetValueOrDefault(attribute);
            spans[span] = (known.Labels, known.IsOpen && isOpen);
        }

        public SpanText? ToText(string source, IReadOnlyList<SpanAttribute> labelled, string? twin) => order.Count == 0 ? null : new(
            item.Text,
            [.. order.Select(span => new LabelledSpan(span.First, span.Last, spans[span].Labels, Surface(span), spans[span].IsOpen))],
            labelled, source, twin);

        private string Surface((int First, int Last) span) => item.Text[tokens![span.First].Start..tokens[span.Last].End];

        private (int First, int Last)? TokensOf(int start, int end)
        {
            tokens ??= owner.tokenizer.Encode(item.Text, owner.maxTokens).Spans;
            (int first, int last) = (-1, -1);
            for (int i = 0; i < tokens.Length; i++)
            {
                if (tokens[i].End > start && tokens[i].Start < end && tokens[i].End > tokens[i].Start)
                {
                    (first, last) = (first < 0 ? i : first, i);
                }
            }

            return first < 0 || last - first >= SpanBatch.MostTokens || tokens[last].End < end ? null : (first, last);
        }
    }
}
