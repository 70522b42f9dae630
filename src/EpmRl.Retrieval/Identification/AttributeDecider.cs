using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Decides one attribute of a listing: value, no value, or review. Prepared once per attribute, safe for concurrent callers.
/// </summary>
/// <param name="attribute">The attribute.</param>
/// <param name="ranker">The ranker that scored the candidates.</param>
/// <param name="curve">The attribute's calibration; null for the ranker's own threshold and probabilities.</param>
/// <param name="quantities">The numbers in the attribute's labels; null unless it is a quantity.</param>
internal sealed class AttributeDecider(AttributeDefinition attribute, IRanker ranker, CalibrationCurve? curve, LabelQuantities? quantities)
{
    private const int MostAlternatives = 3; // more are not shown
    private const int MostEvidence = 3; // per value
    private const double MostInDoubt = 0.5; // upper limit of the probability of one of several readings
    private const double NearBest = 0.25; // largest distance of further values from the best score

    private readonly double reviewBelow = curve?.ReviewBelow ?? ranker.ReviewBelowOf(attribute);

    /// <summary>The score from which the attribute is answered.</summary>
    public double Threshold { get; } = curve?.Threshold ?? ranker.ThresholdOf(attribute);

    /// <summary>An answer value from another source than the proposers.</summary>
    /// <param name="id">Id of the value; null for an open one.</param>
    /// <param name="label">Its label.</param>
    /// <param name="probability">Probability that it is right, in [0, 1].</param>
    /// <param name="evidence">Where it was read.</param>
    public ValueAnswer ToAnswer(string? id, string label, double probability, IReadOnlyList<Evidence> evidence) => new()
    {
        Id = id,
        Label = id is null && quantities is not null ? quantities.WithUnit(label) : label,
        Quantity = quantities?.Of(label),
        Score = probability,
        Probability = probability,
        Threshold = Threshold,
        Margin = probability - Threshold,
        Evidence = evidence,
    };

    /// <summary>Decides by dense scores only: TACLR's rule, in which the null value is the listing's own threshold.</summary>
    public AttributeAnswer DecideDense(AttributeScores scores)
    {
        // Cosines are in [-1, 1]; scores of answers in [0, 1].
        double threshold = Math.Clamp(scores.NullScore, 0, 1);
        var ranked = scores.Values.Select(value => (value.ValueId, Score: Math.Clamp((double)value.Score, 0, 1))).ToList();
        bool found = scores.Values.Count > 0 && scores.Values[0].Score > scores.NullScore;
        List<ValueAnswer> answers = [.. ranked.Select((value, i) => new ValueAnswer
        {
            Id = value.ValueId,
            Label = Label(value.ValueId),
            Quantity = quantities?.Of(Label(value.ValueId)),
            Score = value.Score,
            Probability = Probability(value.Score, threshold),
            Threshold = threshold,
            Margin = value.Score - (i + 1 < ranked.Count ? Math.Max(ranked[i + 1].Score, threshold) : threshold),
            Evidence = [],
        })];
        return Answer(
            found ? AnswerStatus.Value : AnswerStatus.NoValue,
            answers,
            found ? 1 : 0,
            found ? "the nearest value in meaning lies above the null value" : "the null value lies nearer than every value");
    }

    /// <summary>Chooses the best candidate, or no value.</summary>
    /// <param name="candidates">The candidates, best first.</param>
    /// <param name="listing">The listing.</param>
    public AttributeAnswer Decide(List<Candidate> candidates, ListingContext listing)
    {
        List<ValueAnswer> answers =
        [
            .. candidates.Select((candidate, i) =>
                ToAnswer(candidate, i + 1 < candidates.Count ? candidates[i + 1].Score : 0, listing.Fields)),
        ];
        if (candidates.Count == 0)
        {
            return Answer(AnswerStatus.NoValue, answers, 0, "no value is mentioned and none is near in meaning");
        }

        Candidate best = candidates[0];
        if (best.Score < Threshold)
        {
            return Answer(AnswerStatus.NoValue, answers, 0, best.Mentions.Count > 0
                ? $"'{best.Label}' may be read, but nothing says that it is the {attribute.Name}"
                : $"not mentioned; '{best.Label}' is nearest in meaning, but not near enough");
        }

        bool implied = best.Mentions.Count == 0;
        ImpliedTrust trust = implied ? ranker.TrustImplied(attribute, best, listing) : ImpliedTrust.Accept;
        if (trust == ImpliedTrust.Refuse)
        {
            return Answer(AnswerStatus.NoValue, answers, 0, $"not mentioned; words and meaning do not agree on '{best.Label}'");
        }

        if (best.IsDenied)
        {
            return Answer(AnswerStatus.NoValue, answers, 0, Reasons.OfDenied(best));
        }

        // A mixture excludes other values.
        int most = best.ValueId is not null && best.ValueId == attribute.MixedValue ? 1 : attribute.MaxValues;
        int count = candidates.Take(most).TakeWhile(candidate => candidate.Score >= Threshold && candidate.Score >= best.Score - NearBest
            && !candidate.IsDenied && candidate.IsOffered == best.IsOffered).Count();
        bool review = best.Score < reviewBelow || trust == ImpliedTrust.Review || InDoubt(best);
        return Answer(
            review ? AnswerStatus.NeedsReview : AnswerStatus.Value,
            answers,
            count,
            implied ? ranker.ReasonOfImplied(best) : Reasons.Of(best, attribute));
    }

    // One of several values on offer, a number with several readings, or a value both confirmed and denied needs a manual check.
    private static bool InDoubt(Candidate candidate) => candidate.IsOffered || candidate.IsContradicted || candidate.IsAmbiguous;

    private AttributeAnswer Answer(AnswerStatus status, List<ValueAnswer> ranked, int count, string reason) => new()
    {
        AttributeId = attribute.Id,
        Attribute = attribute.Name,
        Status = status,
        Values = ranked[..count],
        Alternatives = ranked[count..Math.Min(ranked.Count, count + MostAlternatives)],
        Reason = reason,
    };

    private ValueAnswer ToAnswer(Candidate candidate, double next, IReadOnlyList<FieldText> fields) => new()
    {
        Id = candidate.ValueId,
        Label = candidate.ValueId is null && quantities is not null ? quantities.WithUnit(candidate.Label) : candidate.Label,
        Quantity = quantities?.Of(candidate.Label),
        Score = candidate.Score,
        Probability =
            InDoubt(candidate) ? Math.Min(Probability(candidate.Score, Threshold), MostInDoubt) : Probability(candidate.Score, Threshold),
        Threshold = Threshold,
        Margin = candidate.Score - Math.Max(next, Threshold),
        Evidence = [.. candidate.Mentions.Take(MostEvidence).Select(mention => ToEvidence(mention, fields))],
    };

    private static Evidence ToEvidence(Mention mention, IReadOnlyList<FieldText> fields)
    {
        string original = fields.First(field => field.Field == mention.Field).Clean.Original;
        return new Evidence(mention.Field, mention.Start, mention.End, original[mention.Start..mention.End]);
    }

    private double Probability(double score, double threshold) =>
        curve is null ? ranker.Probability(score, threshold) : curve.Probability(score);

    private string Label(string valueId) => attribute.Values.First(value => value.Id == valueId).Label;
}
