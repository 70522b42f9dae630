using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// A model trained on labelled listings: a log-linear model in which an attribute's values compete with each other and with the null value,
/// P(v) = exp s(v) / (exp s(null) + Σ exp s(v')). The score s of a value combines its mentions, its dense and lexical scores, and weights
/// on the listing's words and vector; all weights are fitted together. Safe for concurrent callers.
/// </summary>
/// <remarks>Several mentions of one value count with the mean of exp s over them, so that repetition of a value is not evidence.</remarks>
public sealed class IdentificationModel
{
    private readonly Lazy<bool> usesReader;

    internal IdentificationModel(
        string space, FeatureVocabulary features, IReadOnlyList<float> weights, TextWeights text, double exclusion = 0)
    {
        usesReader = new Lazy<bool>(
            () => features.Names.Any(name => name.EndsWith($"|{MentionFeatures.Stated}=", StringComparison.Ordinal)));
        Space = space;
        Features = features;
        Weights = weights;
        Text = text;
        Exclusion = exclusion;
    }

    /// <summary>The probability from which a value is answered without a calibration: slightly below 0.5, which improves F1.</summary>
    public const double Threshold = 0.4;

    /// <summary>The probability below which an answer is for review without a calibration.</summary>
    public const double ReviewBelow = 0.6;

    /// <summary>Fingerprint of the encoder's space that it was fitted in; not valid in another.</summary>
    public string Space { get; }

    /// <summary>Number of non-zero weights.</summary>
    public int WeightCount => Weights.Count + Text.Postings.Sum(rows => rows.Count) + Text.Vectors.Sum(row => row.Length);

    /// <summary>How strongly an attribute excludes others from the same number in the text: from 0, not at all, to 1, completely.</summary>
    public double Exclusion { get; }

    /// <summary>Whether it was trained with a reader's probabilities; without, it must not be given any.</summary>
    internal bool UsesReader => usesReader.Value;

    internal FeatureVocabulary Features { get; }

    internal IReadOnlyList<float> Weights { get; }

    internal TextWeights Text { get; }

    internal IdentificationModel WithExclusion(double exclusion) => new(Space, Features, Weights, Text, exclusion);

    /// <summary>Sets the score of every candidate to its probability and sorts candidates and their mentions, best first.</summary>
    /// <param name="set">The candidates.</param>
    /// <param name="rows">Scores of the listing's text rows, from <see cref="TextWeights.Score"/>.</param>
    internal List<Candidate> Rank(CandidateSet set, float[] rows)
    {
        double none = Sum(set.Null) + Row(set.NullRow);
        var scores = new double[set.Candidates.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            FeaturedCandidate candidate = set.Candidates[i];
            scores[i] = Sum(candidate.Features) + Row(candidate.Row) + SortMentions(candidate);
        }

        double highest = Math.Max(none, scores.Length > 0 ? scores.Max() : none);
        double total = Math.Exp(none - highest) + scores.Sum(score => Math.Exp(score - highest));
        for (int i = 0; i < scores.Length; i++)
        {
            // For an attribute with several values, each value competes with null separately.
            set.Candidates[i].Candidate.Score = set.Attribute.MaxValues > 1
                ? 1 / (1 + Math.Exp(none - scores[i]))
                : Math.Exp(scores[i] - highest) / total;
        }

        return
        [
            .. set.Candidates.Select(candidate => candidate.Candidate)
                .OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.Label, StringComparer.Ordinal)
                .ThenBy(candidate => candidate.ValueId, StringComparer.Ordinal),
        ];

        double Row(int row) => row < 0 ? 0 : rows[row];
    }

    private double SortMentions(FeaturedCandidate candidate)
    {
        if (candidate.Mentions.Length == 0)
        {
            return 0;
        }

        double[] scores = [.. candidate.Mentions.Select(Sum)];
        Mention[] mentions = [.. candidate.Candidate.Mentions];
        candidate.Candidate.Mentions.Clear();
        candidate.Candidate.Mentions.AddRange(mentions.Zip(scores).OrderByDescending(pair => pair.Second).Select(pair => pair.First));
        double highest = scores.Max();
        return highest + Math.Log(scores.Sum(score => Math.Exp(score - highest)) / scores.Length);
    }

    private double Sum(IReadOnlyList<Feature> features)
    {
        double sum = 0;
        foreach (Feature feature in features)
        {
            sum += Weights[feature.Id] * feature.Value;
        }

        return sum;
    }
}
