using System.Collections.Concurrent;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Ranks without labels, by kind only: codes and numbers by their mentions; named values by mentions first, then by dense scores and words.
/// For a required attribute, the best value is taken even if it is uncertain.
/// </summary>
internal sealed class FixedRule : IRanker
{
    // of the softmax over cosines; lower than in training, since zero-shot cosines are close together
    private const double Temperature = 0.03;
    private const double DenseWeight = 0.45; // dense scores alone stay under the answering threshold
    // for required attributes; for others, words weigh as much as dense scores and need their support
    private const double LexicalWeight = 0.7;
    private const double PerRepeat = 0.015;
    private const int MixedFrom = 3;
    private const double PartOfMixture = 0.5;
    private const double SureFrom = MentionScore.Answerable + 0.08; // below this an answer is for review
    private const double RequiredSureFrom = 0.3; // the same for required named values
    private const double Steepness = 11; // of the logistic that turns a score into a probability
    private const double LeastDense = 0.3; // minimum for a value that is not mentioned
    private const int LeastWords = 2; // the same: a single word may be chance

    // by attribute id, value id
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> labels = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool UsesOpenNames => false;

    /// <inheritdoc/>
    public AttributeRanking[] Rank(ListingContext listing, CancellationToken cancellationToken)
    {
        IReadOnlyList<AttributeDefinition> attributes = listing.Category.Attributes;
        var rankings = new AttributeRanking[attributes.Count];
        for (int i = 0; i < rankings.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rankings[i] = new AttributeRanking(attributes[i], Rank(attributes[i], listing));
        }

        JointDecision.ApplyRule(rankings);
        return rankings;
    }

    /// <inheritdoc/>
    public double ThresholdOf(AttributeDefinition attribute) =>
        attribute is { Required: true, IsNamed: true } ? 0 : MentionScore.Answerable;

    /// <inheritdoc/>
    public double ReviewBelowOf(AttributeDefinition attribute) =>
        attribute is { Required: true, IsNamed: true } ? RequiredSureFrom : SureFrom;

    /// <inheritdoc/>
    /// <remarks>A logistic centred on the threshold: it orders answers but is not fitted to anything.</remarks>
    public double Probability(double score, double threshold) =>
        1 / (1 + Math.Exp(-Steepness * (score - Math.Max(threshold, MentionScore.Answerable))));

    /// <inheritdoc/>
    /// <remarks>Meaning and words must agree. Where an answer is required, words alone are enough for review.</remarks>
    public ImpliedTrust TrustImplied(AttributeDefinition attribute, Candidate candidate, ListingContext listing)
    {
        bool agreed = candidate.Dense >= LeastDense && candidate.ValueId is { } id && listing.CountWords(attribute, id) >= LeastWords;
        return agreed && candidate.Score >= SureFrom ? ImpliedTrust.Accept
            : attribute.Required && listing.LexicalOf(attribute) is not null ? ImpliedTrust.Review
            : ImpliedTrust.Refuse;
    }

    /// <inheritdoc/>
    public string ReasonOfImplied(Candidate candidate) => candidate.Lexical > candidate.Dense
        ? "implied by the listing's words, which the value's description covers"
        : "nearest in meaning; not mentioned";

    // Best first; ties by label, then by id.
    private List<Candidate> Rank(AttributeDefinition attribute, ListingContext listing)
    {
        var candidates = new Dictionary<(string? Id, string Label), Candidate>();
        foreach (Mention mention in listing.MentionsOf(attribute))
        {
            Of(candidates, mention.ValueId, mention.Label).Mentions.Add(mention);
        }

        foreach (Candidate candidate in candidates.Values)
        {
            candidate.Mentions.Sort((left, right) => MentionScore.Of(right, attribute).CompareTo(MentionScore.Of(left, attribute)));
            double repeats = PerRepeat * Math.Min(candidate.Mentions.Count - 1, 3);
            candidate.Mentioned = Math.Min(0.99, MentionScore.Of(candidate.Mentions[0], attribute) + repeats);
        }

        PreferMixed(attribute, candidates);
        if (attribute.IsNamed)
        {
            AddDense(attribute, candidates, listing.DenseOf(attribute));
            foreach ((string id, double share) in listing.LexicalOf(attribute) ?? new Dictionary<string, double>())
            {
                Of(candidates, id, Label(attribute, id)).Lexical = share;
            }
        }

        double lexicalWeight = attribute.Required ? LexicalWeight : DenseWeight;
        foreach (Candidate candidate in candidates.Values)
        {
            candidate.Score = candidate.IsDenied ? candidate.Mentioned
                : 1 - ((1 - candidate.Mentioned) * (1 - (DenseWeight * candidate.Dense)) * (1 - (lexicalWeight * candidate.Lexical)));
        }

        return
        [
            .. candidates.Values.OrderByDescending(candidate => candidate.Score)
                .ThenBy(candidate => candidate.Label, StringComparer.Ordinal)
                .ThenBy(candidate => candidate.ValueId, StringComparer.Ordinal),
        ];
    }

    // "red, white and blue": where many values are named, the value for a mixture applies.
    private void PreferMixed(AttributeDefinition attribute, Dictionary<(string? Id, string Label), Candidate> candidates)
    {
        if (attribute.MixedValue is not { } mixed)
        {
            return;
        }

        Candidate[] named =
            [.. candidates.Values.Where(candidate => candidate.ValueId != mixed && candidate.Mentioned > 0 && !candidate.IsDenied)];
        if (named.Length >= MixedFrom && !named.Any(candidate => candidate.IsOffered))
        {
            Candidate candidate = Of(candidates, mixed, Label(attribute, mixed));
            candidate.Mentioned = Math.Min(0.99, named.Max(other => other.Mentioned) + 0.02);
            candidate.Mentions.AddRange(named.Select(other => other.Mentions[0]));
            foreach (Candidate part in named)
            {
                part.Mentioned *= PartOfMixture;
            }
        }
    }

    private void AddDense(
        AttributeDefinition attribute, Dictionary<(string? Id, string Label), Candidate> candidates, AttributeScores? dense)
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
            Of(candidates, value.ValueId, Label(attribute, value.ValueId)).Dense = Weight(value.Score) / total;
        }

        double Weight(double cosine) => Math.Exp((cosine - highest) / Temperature);
    }

    private string Label(AttributeDefinition attribute, string valueId) => labels
        .GetOrAdd(attribute.Id, _ => attribute.Values.ToDictionary(value => value.Id, value => value.Label, StringComparer.Ordinal))
        .GetValueOrDefault(valueId, valueId);

    private static Candidate Of(Dictionary<(string? Id, string Label), Candidate> candidates, string? id, string label)
    {
        if (!candidates.TryGetValue((id, label), out Candidate? candidate))
        {
            candidates.Add((id, label), candidate = new Candidate(id, label));
        }

        return candidate;
    }
}
