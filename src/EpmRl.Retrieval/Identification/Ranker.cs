using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Joins what the proposers say into one score per value. Without labels the rule is fixed and knows kinds alone: codes and numbers are
/// decided by their mentions; named values by mentions first, then by dense scores and words; where an attribute is required, the
/// best value is taken even when nothing is certain.
/// </summary>
internal sealed class Ranker(AttributeDefinition attribute)
{
    private const double Temperature = 0.03; // of the softmax over cosines; sharper than training takes it, since zero-shot cosines lie close
    private const double DenseWeight = 0.45; // dense scores alone stay under the answering threshold
    private const double LexicalWeight = 0.7; // where an answer is required; elsewhere words weigh as dense scores do, and need them to pass
    private const double PerRepeat = 0.015;
    private const int MixedFrom = 3;
    private const double PartOfMixture = 0.5;

    /// <summary>The score from which a value is answered when no calibration says otherwise.</summary>
    public double Threshold => attribute.Required && IsNamed ? 0 : MentionScore.Answerable;

    /// <summary>Answers with less are for review.</summary>
    public double ReviewBelow => attribute.Required && IsNamed ? 0.3 : MentionScore.Answerable + 0.08;

    private readonly double lexicalWeight = attribute.Required ? LexicalWeight : DenseWeight;

    private bool IsNamed => attribute.Kind is AttributeKind.Categorical or AttributeKind.Text;

    /// <summary>Scores the candidates of a listing.</summary>
    /// <param name="mentions">Mentions of the attribute.</param>
    /// <param name="dense">Dense scores; null when that proposer is off.</param>
    /// <param name="lexical">Lexical shares; null when that proposer is off.</param>
    /// <returns>Best first; ties by label, then by id.</returns>
    public List<Candidate> Rank(
        IReadOnlyList<Mention> mentions, AttributeScores? dense, IReadOnlyDictionary<string, double>? lexical)
    {
        var candidates = new Dictionary<(string? Id, string Label), Candidate>();
        foreach (Mention mention in mentions)
        {
            Of(candidates, mention.ValueId, mention.Label).Mentions.Add(mention);
        }

        foreach (Candidate candidate in candidates.Values)
        {
            candidate.Mentions.Sort((left, right) => MentionScore.Of(right, attribute).CompareTo(MentionScore.Of(left, attribute)));
            double repeats = PerRepeat * Math.Min(candidate.Mentions.Count - 1, 3);
            candidate.Mentioned = Math.Min(0.99, MentionScore.Of(candidate.Mentions[0], attribute) + repeats);
        }

        PreferMixed(candidates);
        if (IsNamed)
        {
            AddDense(candidates, dense);
            foreach ((string id, double share) in lexical ?? new Dictionary<string, double>())
            {
                Of(candidates, id, Label(id)).Lexical = share;
            }
        }

        foreach (Candidate candidate in candidates.Values)
        {
            candidate.Score = candidate.IsDenied ? candidate.Mentioned : 1 - ((1 - candidate.Mentioned) * (1 - (DenseWeight * candidate.Dense)) * (1 - (lexicalWeight * candidate.Lexical)));
        }

        return
        [
            .. candidates.Values.OrderByDescending(candidate => candidate.Score)
                .ThenBy(candidate => candidate.Label, StringComparer.Ordinal)
                .ThenBy(candidate => candidate.ValueId, StringComparer.Ordinal),
        ];
    }

    // "red, white and blue": where many values are named, the value for a mixture is meant.
    private void PreferMixed(Dictionary<(string? Id, string Label), Candidate> candidates)
    {
        if (attribute.MixedValue is not { } mixed)
        {
            return;
        }

        Candidate[] named = [.. candidates.Values.Where(candidate => candidate.ValueId != mixed && candidate.Mentioned > 0 && !candidate.IsDenied)];
        if (named.Length >= MixedFrom && !named.Any(candidate => candidate.IsOffered))
        {
            Candidate candidate = Of(candidates, mixed, Label(mixed));
            candidate.Mentioned = Math.Min(0.99, named.Max(other => other.Mentioned) + 0.02);
            candidate.Mentions.AddRange(named.Select(other => other.Mentions[0]));
            foreach (Candidate part in named)
            {
                part.Mentioned *= PartOfMixture;
            }
        }
    }

    private void AddDense(Dictionary<(string? Id, string Label), Candidate> candidates, AttributeScores? dense)
    {
        if (dense is null || dense.Values.Count == 0)
        {
            return;
        }

        double highest = Math.Max(dense.Values[0].Score, dense.NullScore);
        double total = attribute.Required ? 0 : Weight(dense.NullScore);
        total += dense.Values.Sum(value => Weight(value.Score));
        foreach (ScoredValue value in dense.Values)
        {
            Of(candidates, value.ValueId, Label(value.ValueId)).Dense = Weight(value.Score) / total;
        }

        double Weight(double cosine) => Math.Exp((cosine - highest) / Temperature);
    }

    private string Label(string valueId) => labels.TryGetValue(valueId, out string? label) ? label : valueId;

    private readonly Dictionary<string, string> labels = attribute.Values.ToDictionary(value => value.Id, value => value.Label, StringComparer.Ordinal);

    private static Candidate Of(Dictionary<(string? Id, string Label), Candidate> candidates, string? id, string label)
    {
        if (!candidates.TryGetValue((id, label), out Candidate? candidate))
        {
            candidates.Add((id, label), candidate = new Candidate(id, label));
        }

        return candidate;
    }
}
