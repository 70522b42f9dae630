using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Decides one attribute of a listing: value, no value, or review. Prepared once per attribute, safe for concurrent callers.</summary>
internal sealed class AttributeDecider
{
    // Of an attribute: enough to choose from at a glance.
    private const int MostAlternatives = 3;
    private const double LeastDense = 0.3; // of a value that nobody mentions
    private const int LeastWords = 2; // the same
    private const double ImpliedReviewBelow = MentionScore.Answerable + 0.08; // where an answer is required, that is for review
    private const double MostInDoubt = 0.5; // the probability of one of several readings

    private readonly AttributeDefinition attribute;
    private readonly LabelQuantities? quantities;
    private readonly Ranker ranker;
    private readonly LexicalOverlap? lexical;
    private readonly CandidateReader? learned;
    private readonly IdentificationModel? model;
    private readonly CalibrationCurve? curve;

    /// <summary>Prepares an attribute.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="options">How it is decided.</param>
    /// <param name="quantities">What its labels say in numbers; null where it is neither a measurement nor a number.</param>
    public AttributeDecider(AttributeDefinition attribute, IdentificationOptions options, LabelQuantities? quantities)
    {
        this.attribute = attribute;
        this.quantities = quantities;
        ranker = new Ranker(attribute);
        lexical = LexicalOverlap.Of(attribute);

        model = options.Model;
        learned = model?.ReaderOf(attribute);
        if (options.Calibration is { } calibration
            && !calibration.Attributes.TryGetValue(attribute.Id, out curve))
        {
            calibration.Kinds.TryGetValue(attribute.Kind, out curve);
        }
    }

    /// <summary>The attribute that is decided.</summary>
    public AttributeDefinition Attribute => attribute;

    /// <summary>The score from which the attribute is answered.</summary>
    public double Threshold => curve?.Threshold ?? (model is null ? ranker.Threshold : IdentificationModel.Threshold);

    /// <summary>A value that is known from elsewhere than the proposers.</summary>
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

    /// <summary>Decides by the dense scores alone: TACLR's rule, where the null value is the listing's own threshold.</summary>
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

    /// <summary>The candidates by all proposers that are given, best first.</summary>
    /// <param name="listing">The listing.</param>
    /// <param name="rows">Scores of the model's text rows for it; empty without a model.</param>
    /// <param name="scores">The dense scores; null without them.</param>
    public AttributeRanking Rank(ListingReading listing, float[] rows, AttributeScores? scores)
    {
        IReadOnlyDictionary<string, double>? words = lexical?.Share(listing.Fields);
        return new AttributeRanking(attribute, model is not null && learned is not null
            ? model.Rank(learned.Read(listing, scores, words), rows)
            : ranker.Rank(listing.MentionsOf(attribute), scores, words));
    }

    /// <summary>Decides between the candidates and no value.</summary>
    /// <param name="candidates">The candidates, best first.</param>
    /// <param name="fields">The listing's fields.</param>
    public AttributeAnswer Decide(List<Candidate> candidates, IReadOnlyList<FieldText> fields)
    {
        double threshold = Threshold;
        double reviewBelow = curve?.ReviewBelow ?? (model is null ? ranker.ReviewBelow : IdentificationModel.ReviewBelow);
        List<ValueAnswer> answers = [.. candidates.Select((candidate, i) => ToAnswer(candidate, i + 1 < candidates.Count ? candidates[i + 1].Score : 0, threshold, fields))];
        if (candidates.Count == 0)
        {
            return Answer(AnswerStatus.NoValue, answers, 0, "no value is mentioned and none is near in meaning");
        }

        Candidate best = candidates[0];
        if (best.Score < threshold)
        {
            return Answer(AnswerStatus.NoValue, answers, 0, best.Mentions.Count > 0
                ? $"'{best.Label}' may be read, but nothing says that it is the {attribute.Name}"
                : $"not mentioned; '{best.Label}' is nearest in meaning, but not near enough");
        }

        bool implied = best.Mentions.Count == 0 && model is null;
        bool agreed = !implied || IsAgreed(best, fields);
        if (implied && (attribute.Required ? lexical is null : !agreed || best.Score < ImpliedReviewBelow))
        {
            return Answer(AnswerStatus.NoValue, answers, 0, $"not mentioned; words and meaning do not agree on '{best.Label}'");
        }

        if (best.IsDenied)
        {
            return Answer(AnswerStatus.NoValue, answers, 0, Reasons.OfDenied(best));
        }

        int most = best.ValueId is not null && best.ValueId == attribute.MixedValue ? 1 : attribute.MaxValues; // a mixture stands alone
        int count = candidates.Take(most).TakeWhile(candidate => candidate.Score >= threshold && candidate.Score >= best.Score - 0.25
            && !candidate.IsDenied && candidate.IsOffered == best.IsOffered).Count();
        bool review = best.Score < (implied ? Math.Max(reviewBelow, ImpliedReviewBelow) : reviewBelow) || !agreed || InDoubt(best);
        return Answer(review ? AnswerStatus.NeedsReview : AnswerStatus.Value, answers, count, Reasons.Of(best, attribute, model is not null));
    }

    // One of several values to choose from or readings of a number, or a value that the listing says it has and has not: a person should look.
    private static bool InDoubt(Candidate candidate) => candidate.IsOffered || candidate.IsContradicted || candidate.IsAmbiguous;

    // A value that nobody mentions needs its meaning and the listing's words to speak for it: one word alone may be chance.
    private bool IsAgreed(Candidate candidate, IReadOnlyList<FieldText> fields) =>
        candidate.Dense >= LeastDense && candidate.ValueId is { } id && lexical?.CountWords(fields, id) >= LeastWords;

    private AttributeAnswer Answer(AnswerStatus status, List<ValueAnswer> ranked, int count, string reason) => new()
    {
        AttributeId = attribute.Id,
        Attribute = attribute.Name,
        Status = status,
        Values = ranked[..count],
        Alternatives = ranked[count..Math.Min(ranked.Count, count + MostAlternatives)],
        Reason = reason,
    };

    private ValueAnswer ToAnswer(Candidate candidate, double next, double threshold, IReadOnlyList<FieldText> fields) => new()
    {
        Id = candidate.ValueId,
        Label = candidate.ValueId is null && quantities is not null ? quantities.WithUnit(candidate.Label) : candidate.Label,
        Quantity = quantities?.Of(candidate.Label),
        Score = candidate.Score,
        Probability = InDoubt(candidate) ? Math.Min(Probability(candidate.Score, threshold), MostInDoubt) : Probability(candidate.Score, threshold),
        Threshold = threshold,
        Margin = candidate.Score - Math.Max(next, threshold),
        Evidence = [.. candidate.Mentions.Take(3).Select(mention => ToEvidence(mention, fields))],
    };

    private static Evidence ToEvidence(Mention mention, IReadOnlyList<FieldText> fields)
    {
        string original = fields.First(field => field.Field == mention.Field).Clean.Original;
        return new Evidence(mention.Field, mention.Start, mention.End, original[mention.Start..mention.End]);
    }

    // Without a fitted curve a model's score is its probability; the rule's stands for itself, squeezed around the threshold.
    private double Probability(double score, double threshold) => curve is null && model is not null ? score
        : curve is null
        ? 1 / (1 + Math.Exp(-11 * (score - Math.Max(threshold, MentionScore.Answerable))))
        : curve.Probability(score);

    private string Label(string valueId) => attribute.Values.First(value => value.Id == valueId).Label;
}
