using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Collects the candidates of one attribute with their features: mentioned values and, for named values, those with high dense scores or
/// text weights.
/// </summary>
internal sealed class FeatureExtractor
{
    private const int FeaturesOfMention = 150; // about
    private readonly AttributeDefinition attribute;
    private readonly FeatureVocabulary features;
    private readonly Dictionary<string, (string Label, int Row)> values; // by id
    private readonly int nullRow = -1;

    /// <summary>Prepares an attribute.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="features">Numbers the features.</param>
    /// <param name="rowOf">Finds the row of text weights by name; -1 if there is none.</param>
    public FeatureExtractor(AttributeDefinition attribute, FeatureVocabulary features, Func<string, int> rowOf)
    {
        this.attribute = attribute;
        this.features = features;
        values = attribute.Values.ToDictionary(
            value => value.Id, value => (value.Label, attribute.IsNamed ? rowOf(RowName(attribute, value.Label)) : -1),
            StringComparer.Ordinal);
        nullRow = rowOf(RowName(attribute, null)); // for every kind: the type of product determines whether it has a width
    }

    /// <summary>Name of a value's row of text weights.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="label">The value; null for the null value.</param>
    public static string RowName(AttributeDefinition attribute, string? label) => FeatureWriter.AttributeScope(attribute) + label;

    /// <summary>Collects the candidates of a listing with their features.</summary>
    /// <param name="listing">The listing.</param>
    /// <param name="known">Caches features of this attribute of the listing in this vocabulary; null for no cache.</param>
    public CandidateSet Extract(ListingContext listing, KnownFeatures? known = null)
    {
        // A listing's words can imply named values, but not codes and numbers.
        AttributeScores? dense = attribute.IsNamed ? listing.DenseOf(attribute) : null;
        IReadOnlyList<Mention> mentions = listing.FirstMentionsOf(attribute);
        List<Candidate> candidates = Gather(mentions, dense);
        int mentioned = candidates.Count(candidate => candidate.Mentions.Count > 0);
        Span<char> buffer = stackalloc char[FeatureWriter.BufferLength];
        var valueFeatures = new ValueFeatures(attribute, dense, listing.LexicalOf(attribute));
        var featured = new FeaturedCandidate[candidates.Count];
        for (int i = 0; i < featured.Length; i++)
        {
            Candidate candidate = candidates[i];
            candidate.Others = mentioned - (candidate.Mentions.Count > 0 ? 1 : 0);
            IReadOnlyList<Feature>? own = known?.Of(candidate);
            if (own is null)
            {
                var written = new List<Feature>();
                valueFeatures.Write(candidate, new FeatureWriter(attribute, features, buffer, written));
                known?.Add(candidate, written);
                own = written;
            }

            var read = new IReadOnlyList<Feature>[candidate.Mentions.Count];
            for (int m = 0; m < read.Length; m++)
            {
                IReadOnlyList<Feature>? seen = known?.Of(candidate.Mentions[m]);
                if (seen is null)
                {
                    var written = new List<Feature>(FeaturesOfMention);
                    MentionFeatures.Write(
                        candidate.Mentions[m], attribute, listing, new FeatureWriter(attribute, features, buffer, written));
                    known?.Add(candidate.Mentions[m], written);
                    seen = written;
                }

                read[m] = seen;
            }

            int row = candidate.ValueId is { } id && values.TryGetValue(id, out (string, int Row) value) ? value.Row : -1;
            featured[i] = new FeaturedCandidate(candidate, read, own, row);
        }

        IReadOnlyList<Feature>? none = known?.OfNull;
        if (none is null)
        {
            var written = new List<Feature>();
            valueFeatures.WriteNull(mentions, listing.Fields, new FeatureWriter(attribute, features, buffer, written));
            known?.AddNull(written);
            none = written;
        }

        return new CandidateSet(attribute, featured, none, nullRow);
    }

    private List<Candidate> Gather(IReadOnlyList<Mention> mentions, AttributeScores? dense)
    {
        var candidates = new List<Candidate>();
        var byName = new Dictionary<(string? Id, string Label), Candidate>();
        foreach (Mention mention in mentions)
        {
            Of(mention.ValueId, mention.Label).Mentions.Add(mention);
        }

        foreach ((string id, (string label, int row)) in values)
        {
            if (row >= 0 || (id == attribute.MixedValue && candidates.Count > 1))
            {
                Of(id, label);
            }
        }

        foreach (ScoredValue value in dense?.Values ?? [])
        {
            if (values.TryGetValue(value.ValueId, out (string Label, int) known))
            {
                Of(value.ValueId, known.Label);
            }
        }

        return candidates;

        Candidate Of(string? id, string label)
        {
            if (!byName.TryGetValue((id, label), out Candidate? candidate))
            {
                byName.Add((id, label), candidate = new Candidate(id, label));
                candidates.Add(candidate);
            }

            return candidate;
        }
    }
}
