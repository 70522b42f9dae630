using System.Collections.Concurrent;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Gives mentions the probability that their place states the product's value, and proposes values of open attributes that are in no list.
/// Safe for concurrent callers.
/// </summary>
/// <param name="reader">The trained reader.</param>
/// <param name="encoder">Encodes the prompts of attributes, each once.</param>
internal sealed class SpanScorer(SpanReader reader, ITextEncoder encoder)
{
    private const double LeastOpen = 0.1; // probability of an open value that is worth showing as an alternative
    private const int MostOpen = 3; // of an attribute

    private readonly ConcurrentDictionary<(string Id, bool Values), float[]> attributes = new(); // by attribute id

    /// <summary>Encodes the prompts of a category's attributes that are not known yet.</summary>
    public async ValueTask PrepareAsync(Category category, CancellationToken cancellationToken)
    {
        (string Id, bool Values, string Prompt)[] missing =
        [
            .. category.Attributes.SelectMany(attribute => Forms(attribute).Select(values => (attribute.Id, values, attribute)))
                .Where(form => !attributes.ContainsKey((form.Id, form.values)))
                .Select(form => (form.Id, form.values, AttributePrompt.Of(form.attribute, form.values))),
        ];
        if (missing.Length == 0)
        {
            return;
        }

        string[] prompts = [.. missing.Select(form => form.Prompt)];
        EmbeddingBatch vectors = await encoder.EncodeAsync(prompts, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < missing.Length; i++)
        {
            attributes.TryAdd((missing[i].Id, missing[i].Values), reader.Prepare(vectors[i].Span));
        }
    }

    /// <summary>Scores the mentions of a listing and adds open ones.</summary>
    /// <param name="category">The category, after <see cref="PrepareAsync"/>.</param>
    /// <param name="text">The listing.</param>
    /// <param name="states">The states of its prompt's tokens.</param>
    /// <param name="mentions">Attribute id → its mentions.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<Mention>> Score(
        Category category, ListingText text, TokenStates states, IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions)
    {
        var listing = new ScoredListing(reader, ItemText.Of(encoder.Space.Prompts, text.Profile), states);
        var scored = new Dictionary<string, IReadOnlyList<Mention>>(StringComparer.Ordinal);
        foreach (AttributeDefinition attribute in category.Attributes)
        {
            IReadOnlyList<Mention> read = mentions.GetValueOrDefault(attribute.Id) ?? [];
            List<Mention> own = [.. read.Select(mention => Scored(mention, attribute, listing))];
            if (IsOpen(attribute) && !own.Exists(IsOpenName)) // unless the mention readers propose them
            {
                own.AddRange(OpenMentions(attribute, text.Fields, listing, own));
            }

            if (own.Count > 0)
            {
                scored.Add(attribute.Id, own);
            }
        }

        return scored;
    }

    // Whether its values may be any words.
    private static bool IsOpen(AttributeDefinition attribute) => attribute is { IsNamed: true, Open: true, MixedValue: null };

    private static IEnumerable<bool> Forms(AttributeDefinition attribute) => IsOpen(attribute) ? [true, false] : [true];

    private static bool IsOpenName(Mention mention) => mention.ValueId is null && mention.Cues.Form == FormCue.Plain;

    private Mention Scored(Mention mention, AttributeDefinition attribute, ScoredListing listing)
    {
        float[] weights = attributes[(attribute.Id, !(IsOpen(attribute) && IsOpenName(mention)))];
        return listing.Probability(mention.Field, mention.Start, mention.End, weights) is { } probability
            ? mention with { Cues = mention.Cues with { Stated = probability } }
            : mention;
    }

    // The most probable groups of words, none of which overlaps a better one or a listed value.
    private IEnumerable<Mention> OpenMentions(
        AttributeDefinition attribute, IReadOnlyList<FieldText> fields, ScoredListing listing, List<Mention> listed)
    {
        float[] weights = attributes[(attribute.Id, false)];
        var found = new List<(double Probability, FieldText Field, int Start, int End, string Label)>();
        foreach (FieldText field in fields.Where(field => field.Field != ProfileField.Description))
        {
            foreach ((int first, int last) in WordSpans.Of(field))
            {
                (int from, int to) = (field.Words[first].Start, field.Words[last].End);
                (int start, int end) = field.Clean.ToOriginal(from, to);
                if (listing.Probability(field.Field, start, end, weights) is { } probability && probability >= LeastOpen)
                {
                    found.Add((probability, field, start, end, field.Text[from..to]));
                }
            }
        }

        var taken = new List<(ProfileField Field, int Start, int End)>(
            listed.Where(mention => mention.ValueId is not null).Select(mention => (mention.Field, mention.Start, mention.End)));
        int count = 0;
        foreach ((double probability, FieldText field, int start, int end, string label) in
            found.OrderByDescending(span => span.Probability).ThenBy(span => span.Start))
        {
            if (count < MostOpen && !taken.Exists(place => place.Field == field.Field && place.Start < end && start < place.End))
            {
                taken.Add((field.Field, start, end));
                count++;
                yield return new Mention
                {
                    ValueId = null,
                    Label = label,
                    Field = field.Field,
                    Start = start,
                    End = end,
                    Cues = new MentionCues { Form = FormCue.Plain, Length = end - start, Stated = probability },
                };
            }
        }
    }

    // The spans of one listing; each is computed once for all attributes.
    private sealed class ScoredListing(SpanReader reader, ItemText item, TokenStates states)
    {
        private readonly Dictionary<(ProfileField Field, int Start, int End), float[]?> spans = [];

        public double? Probability(ProfileField field, int start, int end, float[] attribute)
        {
            if (!spans.TryGetValue((field, start, end), out float[]? span))
            {
                span = item.SpanOf(field, start, end) is { } place && SpanReader.TokensOf(states, place.Start, place.End) is { } tokens
                    ? reader.Span(states, tokens.First, tokens.Last)
                    : null;
                spans.Add((field, start, end), span);
            }

            return span is null ? null : reader.Probability(span, attribute);
        }
    }
}
