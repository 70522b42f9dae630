using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>Reads labelled listings as an engine would: mentions, vectors, dense scores and words, for the channels that it uses.</summary>
/// <param name="engine">The engine.</param>
internal sealed class ListingReader(EvaluationEngine engine)
{
    private readonly SharedReaders shared = new(engine.Index.Taxonomy, openNames: true);
    private readonly Dictionary<string, MentionReader> readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LexicalOverlap?> lexical = new(StringComparer.Ordinal);

    /// <summary>Reads listings; those whose category the taxonomy lacks are left out.</summary>
    /// <param name="listings">The listings.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    public async Task<IReadOnlyList<LabelledReading>> ReadAsync(IReadOnlyList<LabelledListing> listings, CancellationToken cancellationToken)
    {
        bool dense = engine.Options.Channels.HasFlag(IdentificationChannels.Dense);
        EmbeddingBatch? vectors = dense
            ? await engine.Encoder.EncodeAsync([.. listings.Select(listing => engine.Encoder.Space.Prompts.ForItem(listing.Profile))], cancellationToken).ConfigureAwait(false)
            : null;
        var readings = new List<LabelledReading>(listings.Count);
        for (int i = 0; i < listings.Count; i++)
        {
            if (engine.Index.Taxonomy.TryFindCategory(listings[i].Profile.Category ?? listings[i].Category, out Category? category))
            {
                ReadOnlyMemory<float> vector = vectors?[i] ?? ReadOnlyMemory<float>.Empty;
                IReadOnlyList<AttributeScores> scores = dense
                    ? await engine.Index.ScoreAsync(vector, category.Id, AttributeIdentifier.DenseValues, cancellationToken).ConfigureAwait(false)
                    : [];
                readings.Add(Read(listings[i], category, vector, scores));
            }
        }

        return readings;
    }

    private LabelledReading Read(LabelledListing listing, Category category, ReadOnlyMemory<float> vector, IReadOnlyList<AttributeScores> scores)
    {
        if (!readers.TryGetValue(category.Id, out MentionReader? reader))
        {
            readers.Add(category.Id, reader = new MentionReader(category, shared));
        }

        IReadOnlyList<FieldText> fields = FieldText.Of(listing.Profile);
        Dictionary<string, AttributeScores> byId = scores.ToDictionary(attribute => attribute.AttributeId, StringComparer.Ordinal);
        Dictionary<string, IReadOnlyList<string>> gold = listing.Gold.ToDictionary(labels => TextKey.Of(labels.Key), labels => labels.Value, StringComparer.Ordinal);
        return new LabelledReading(
            listing,
            new ListingReading(category, fields, reader.Read(fields), vector),
            [
                .. category.Attributes.Where(attribute => gold.ContainsKey(TextKey.Of(attribute.Name))).Select(attribute => new LabelledAttribute(
                    attribute, WithoutUnits(gold[TextKey.Of(attribute.Name)], attribute), byId.GetValueOrDefault(attribute.Id), WordsOf(attribute)?.Share(fields))),
            ]);
    }

    // Labels are learned as candidates write them, and open ones of a file may end in the unit. Those of the list stay as they are.
    private static IReadOnlyList<string> WithoutUnits(IReadOnlyList<string> gold, AttributeDefinition attribute) => attribute.Quantity?.Unit is not { } unit ? gold
        : [.. gold.Select(label => attribute.Values.Any(value => value.Label == label) ? label : LabelQuantities.WithoutUnit(label, unit))];

    private LexicalOverlap? WordsOf(AttributeDefinition attribute)
    {
        if (!lexical.TryGetValue(attribute.Id, out LexicalOverlap? overlap))
        {
            lexical.Add(attribute.Id, overlap = LexicalOverlap.Of(attribute));
        }

        return overlap;
    }
}
