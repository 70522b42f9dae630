using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Scores a mention without training, by a fixed rule over cues and kinds. Scores are in [0, 1] and comparable within an attribute; from
/// <see cref="Answerable"/>, a value is more likely right than wrong.
/// </summary>
internal static class MentionScore
{
    /// <summary>The score from which a single mention is enough for an answer.</summary>
    public const double Answerable = 0.45;

    // Mentions that come later, or in the description, score slightly less, which only breaks ties.
    private const double PerOrder = 0.004;
    private const double InDescription = 0.04;

    // One of the sizes of a chain, and nothing says which: "40 x 22 cm" does not state a diameter.
    private const double OneOfSeveral = 0.4;

    // A number with another attribute's mark, or without one.
    private const double Unmarked = 0.03;

    /// <summary>Factor for a value that the product lacks or that belongs elsewhere, which remains an alternative.</summary>
    public const double Denied = 0.02;

    // One of several values to choose from is answered for review; a word in another sense is not answered.
    private const double OfferedAtMost = Answerable + 0.1;
    private const double OtherSense = 0.45;

    // A reader only lowers the score of a listed name, and only where it is surer than this that the place does not state it. Chosen on the
    // development halves of the offers and reading cases: weaker judgements contradicted right mentions more often than wrong ones.
    private const double SurestLogOdds = 5;
    private const double Doubt = -3;
    private const double ReaderWeight = 0.7;

    // The score of an open name that a reader is sure of: answered, and never with the probability of a listed one.
    private const double OpenName = 0.6;

    /// <summary>Whether the context of a mention says that the product does not have this value.</summary>
    public static bool IsDenied(Mention mention) =>
        mention.Cues.Context is MentionContext.Negated or MentionContext.Imitation or MentionContext.Elsewhere or MentionContext.OtherSense;

    /// <summary>The score of one mention.</summary>
    public static double Of(Mention mention, AttributeDefinition attribute)
    {
        MentionCues cues = mention.Cues;
        double score = Judged(cues, attribute, InContext(cues.Context, Of(cues, attribute)));
        score -= (PerOrder * Math.Min(cues.Order, 10)) + (mention.Field == ProfileField.Description ? InDescription : 0);
        return Math.Clamp(score, 0.01, 0.99);
    }

    /// <summary>The log-odds of a probability, within ±<see cref="SurestLogOdds"/>.</summary>
    public static double LogOdds(double probability) =>
        Math.Clamp(Math.Log(probability / (1 - probability)), -SurestLogOdds, SurestLogOdds);

    private static double Judged(MentionCues cues, AttributeDefinition attribute, double score) => cues.Stated switch
    {
        { } probability when attribute.IsNamed && cues.Form == FormCue.Plain => Math.Max(score, OpenName * probability),
        { } probability when attribute.IsNamed && LogOdds(probability) is var odds and < Doubt =>
            Logistic(LogOdds(Math.Clamp(score, 0.01, 0.99)) + (ReaderWeight * (odds - Doubt))),
        _ => score,
    };

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double InContext(MentionContext context, double score) => context switch
    {
        MentionContext.Negated or MentionContext.Imitation or MentionContext.Elsewhere => Math.Min(score, Denied),
        MentionContext.OtherSense => score * OtherSense,
        MentionContext.Offered => Math.Min(score, OfferedAtMost),
        _ => score,
    };

    private static double Of(MentionCues cues, AttributeDefinition attribute) =>
        attribute switch
        {
            { IsCode: true, Identifier.Gtin: true } => OfGtin(cues),
            { IsCode: true } => OfCode(cues),
            { IsQuantity: true } when cues.ChainLength > 0 => OfQuantity(cues, attribute),
            _ => OfName(cues),
        };

    private static double OfName(MentionCues cues)
    {
        double score = cues.Form switch
        {
            FormCue.Exact => 0.66,
            FormCue.Folded => 0.63,
            FormCue.Synonym => 0.58,
            FormCue.Plain => 0.1, // as for codes
            _ => 0.52,
        };
        score += cues.Role switch { RoleCue.Own => 0.25, RoleCue.Near => 0.1, _ => 0 };
        return score + (0.004 * Math.Min(cues.Length, 20)); // longer wordings say more
    }

    private static double OfCode(MentionCues cues)
    {
        double score = cues.Form switch
        {
            FormCue.Exact => 0.72,
            FormCue.Joined => 0.58,
            FormCue.Open => cues.Code switch
            {
                CodeCue.Typical => 0.6,
                CodeCue.Digits => 0.52,
                CodeCue.Foreign => 0.46,
                CodeCue.InRow => 0.3,
                _ => 0.4,
            },
            FormCue.Plain => 0.12, // answered only if a trained model knows that the attribute's codes look like this
            _ => 0.5,
        };
        // Short codes are often found by chance.
        score -= cues.Length switch { <= 2 => 0.5, 3 => 0.35, 4 => 0.2, 5 => 0.08, _ => 0 };
        score += cues.Role switch { RoleCue.Own => 0.2, RoleCue.Near => 0.08, RoleCue.Other => -0.3, _ => 0 };
        return score + (0.004 * Math.Min(cues.Length, 15));
    }

    private static double OfGtin(MentionCues cues)
    {
        double score = cues.Code switch
        {
            CodeCue.WrongCheckDigit or CodeCue.Restricted => 0.4,
            CodeCue.Foreign => 0.49, // for review
            _ => cues.Form == FormCue.Plain ? 0.12 : 0.85,
        };
        return score + (cues.Role is RoleCue.Own or RoleCue.Near ? 0.1 : 0);
    }

    private static double OfQuantity(MentionCues cues, AttributeDefinition attribute)
    {
        double score = cues.Role switch
        {
            RoleCue.Own => 0.9,
            RoleCue.Near => 0.6,
            RoleCue.Other => Unmarked,
            _ => OfUnmarked(cues, attribute),
        };
        score *= cues.Unusual ? 0.5 : 1; // a height of a centimetre probably belongs to another attribute
        return cues.Form == FormCue.Open ? score * 0.95 : score;
    }

    private static double OfUnmarked(MentionCues cues, AttributeDefinition attribute)
    {
        if (attribute.Quantity is { RoleRequired: true })
        {
            return Unmarked;
        }

        // If several attributes could read a number, the only one that lists it is its likely owner.
        bool onlyHere = cues.Form != FormCue.Open && cues.ListedElsewhere == 0;
        if (cues.ChainLength > 1 && attribute.Quantity?.ChainPlaces is { Count: > 0 } places)
        {
            return places.TryGetValue(cues.ChainLength, out int place) && place == cues.ChainPlace ? 0.62 : onlyHere ? 0.5 : 0.08;
        }

        if (attribute.Kind == AttributeKind.Number)
        {
            return attribute.RoleWords.Count > 0 ? 0.15 : 0.7; // a bare number could be anything
        }

        if (cues.Unit == UnitCue.Assumed && attribute.Quantity is { Unit: not null })
        {
            return 0.25;
        }

        // An attribute without role words is the usual owner of unmarked quantities.
        return cues.Rivals == 0 ? (cues.ChainLength > 1 && attribute.RoleWords.Count > 0 ? OneOfSeveral : 0.7)
            : attribute.RoleWords.Count == 0 ? 0.6
            : onlyHere ? (cues.Rivals == 1 ? 0.53 : 0.49) : 0.15;
    }
}
