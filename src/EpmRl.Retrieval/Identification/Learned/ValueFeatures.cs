using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>The features of a candidate value and of the null value: dense scores and words, relative to the other values.</summary>
/// <param name="attribute">The attribute.</param>
/// <param name="dense">Its dense scores; null without.</param>
/// <param name="lexical">Value id → lexical share; null without.</param>
internal sealed class ValueFeatures(AttributeDefinition attribute, AttributeScores? dense, IReadOnlyDictionary<string, double>? lexical)
{
    // Cosines differ by hundredths; features should be about 1, since all weights are regularised equally.
    private const double DenseScale = 30;
    private const double LexicalScale = 15;
    private const float Flag = 3;
    private const float WordValue = 0.5f; // a description has about a hundred words
    private const double Temperature = 0.05;

    private readonly Dictionary<string, float> scores =
        dense?.Values.ToDictionary(value => value.ValueId, value => value.Score, StringComparer.Ordinal) ?? [];
    private readonly float highest = dense is { Values: [ScoredValue best, ..] } ? best.Score : 0;
    private readonly float lowest = dense is { Values: [.., ScoredValue last] } ? last.Score : 0;
    private readonly double total = Total(dense);
    private readonly double mostWords = lexical is { Count: > 0 } ? lexical.Values.Max() : 0;

    /// <summary>Writes the features of a value.</summary>
    public void Write(Candidate candidate, FeatureWriter writer)
    {
        writer.Add("mentioned", candidate.Mentions.Count > 0 ? "yes" : "no", Flag);
        if (candidate.ValueId is not { } id)
        {
            return;
        }

        if (dense is not null)
        {
            bool scored = scores.TryGetValue(id, out float score);
            WriteDense(scored ? score : lowest, writer);
            writer.Add("dense over null", "", Scaled((scored ? score : lowest) - dense.NullScore));
        }

        if (lexical is not null)
        {
            double share = lexical.GetValueOrDefault(id);
            writer.Add("words", "", (float)(LexicalScale * share));
            writer.Add("words to best", "", (float)(LexicalScale * (share - mostWords)));
            if (share > 0 && share == mostWords)
            {
                writer.Add("most words", "", Flag);
            }
        }

        if (id == attribute.MixedValue)
        {
            writer.Add("mixed of", MentionFeatures.Bucket(candidate.Others), Flag);
        }
    }

    /// <summary>Writes the features of the null value.</summary>
    /// <param name="mentions">The mentions it competes with.</param>
    /// <param name="fields">The listing's fields.</param>
    /// <param name="writer">Receives the features.</param>
    public void WriteNull(IReadOnlyList<Mention> mentions, IReadOnlyList<FieldText> fields, FeatureWriter writer)
    {
        writer.Add("null", "");
        if (attribute.IsNamed)
        {
            mentions = [.. mentions.Where(mention => mention.Cues.Form != FormCue.Plain)]; // any title has a hundred open names
        }

        writer.Add("null values", MentionFeatures.Bucket(mentions.Select(mention => mention.Label).Distinct().Count()));
        writer.Add("null announced", MentionFeatures.Bucket(mentions.Count(mention => mention.Cues.Role == RoleCue.Own)));
        writer.Add("null in title", mentions.Any(mention => mention.Field != Catalog.ProfileField.Description) ? "yes" : "no");
        if (!attribute.IsNamed)
        {
            WriteNullWords(fields, writer); // named values have text weights for that
        }

        if (dense is not null)
        {
            WriteDense(dense.NullScore, writer);
        }
    }

    // "for 3 x 5 cards", "fits 18 x 26 pans": the words of a listing show whether its numbers describe the product itself.
    private static void WriteNullWords(IReadOnlyList<FieldText> fields, FeatureWriter writer)
    {
        foreach (Word word in fields.SelectMany(field => field.Words))
        {
            if (word.Key.Length > 2 && char.IsLetter(word.Key[0]))
            {
                writer.Add("null word", word.Key, WordValue);
            }
        }
    }

    private void WriteDense(float score, FeatureWriter writer)
    {
        writer.Add("dense to best", "", Scaled(score - highest));
        writer.Add("dense share", "", (float)(10 * Math.Exp(Math.Min(0, score - highest) / Temperature) / Math.Max(1, total)));
        if (score >= highest)
        {
            writer.Add("nearest", "", Flag);
        }
    }

    private static double Total(AttributeScores? dense) =>
        dense is { Values: [ScoredValue best, ..] } ? dense.Values.Sum(value => Math.Exp((value.Score - best.Score) / Temperature)) : 0;

    private static float Scaled(double difference) => (float)Math.Clamp(DenseScale * difference, -20, 20);
}
