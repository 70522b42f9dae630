using System.Globalization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>Reads what a listing states about the aspects. Safe for concurrent callers.</summary>
/// <param name="rules">The aspects.</param>
internal sealed class AspectReader(AspectRules rules)
{
    private const int MostValues = 12; // a long description names dozens of numbers
    private const int WidestTimes = 3; // characters of " x " between a count and its amount
    private readonly int brand = rules.PlaceOf(Aspect.Brand.Id);
    private readonly int model = rules.PlaceOf("model-number");
    private readonly int gtin = rules.PlaceOf("gtin");

    /// <summary>Reads a listing.</summary>
    /// <param name="fields">Its texts.</param>
    /// <param name="facts">Its columns.</param>
    /// <param name="cancellationToken">Checked between attributes.</param>
    public ListingAspects Read(IReadOnlyList<FieldText> fields, ListingFacts facts, CancellationToken cancellationToken = default)
    {
        var values = new IReadOnlyList<AspectValue>[rules.Aspects.Count];
        Array.Fill(values, []);
        IReadOnlyDictionary<string, IReadOnlyList<Mention>> read = rules.Reader.Read(fields, cancellationToken);
        foreach ((string id, IReadOnlyList<Mention> mentions) in read)
        {
            int place = rules.PlaceOf(id);
            if (place >= 0)
            {
                values[place] = Distinct(
                    mentions.Where(mention => IsOwn(mention)
                            && (!rules.Announced.Contains(id) || IsAnnounced(mention, rules.Aspects[place], read)))
                        .Select(mention => ValueOf(mention, rules.UnitOf(id))),
                    rules.Aspects[place].Tolerance);
            }
        }

        AddColumn(values, brand, facts.Brand, facts.Columns.Brand, TextKey.Of);
        AddColumn(values, model, facts.ModelNumber, facts.Columns.ModelNumber, text => CodeKey.Of(text));
        AddColumn(values, gtin, facts.Gtin, facts.Columns.Gtin, text => CodeKey.Of(text).TrimStart('0'));
        return new ListingAspects(values);
    }

    // What the product lacks, imitates, may be had in or works with is not its own.
    private static bool IsOwn(Mention mention) =>
        mention.Cues.Context == MentionContext.Plain
            && mention.Cues.Code is not (CodeCue.Foreign or CodeCue.InRow or CodeCue.WrongCheckDigit)
        && mention.Cues.Form != FormCue.Plain && !mention.Cues.Unusual;

    // A role word touches the number. A sign of multiplication is one only before an amount: "6 x 330 ml", not "40 x 80".
    private static bool IsAnnounced(Mention mention, Aspect aspect, IReadOnlyDictionary<string, IReadOnlyList<Mention>> read) =>
        mention.Cues.Role == RoleCue.Own
        && (mention.Cues.RoleWord is not { Length: 1 } sign || TextKey.Of(sign) != RoleWords.Times || aspect.Times.Any(id =>
            read.TryGetValue(id, out IReadOnlyList<Mention>? amounts) && amounts.Any(amount =>
                amount.Field == mention.Field && amount.Start >= mention.End && amount.Start - mention.End <= WidestTimes)));

    private static AspectValue ValueOf(Mention mention, string? unit)
    {
        bool isPlain = mention.Field is ProfileField.Title or ProfileField.Options;
        var span = new AspectSpan(mention.Field, mention.Start, mention.End);
        string key = mention.ValueId ?? TextKey.Of(mention.Label);
        double? number = NumberOf(mention);
        string label = number is { } amount && unit is not null && !mention.Label.Contains('-', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{amount:0.###} {unit}")
            : mention.Label;
        return new AspectValue(key, label, number, span, isPlain);
    }

    // Labels of quantities begin with their number, in the aspect's unit: "1000 ml".
    private static double? NumberOf(Mention mention)
    {
        if (mention.ValueId is not null || mention.Cues.ChainLength == 0)
        {
            return null;
        }

        int end = mention.Label.AsSpan().IndexOfAnyExcept("0123456789.");
        return double.TryParse(
            end < 0 ? mention.Label : mention.Label.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out double number)
            ? number
            : null;
    }

    private static List<AspectValue> Distinct(IEnumerable<AspectValue> values, double tolerance)
    {
        var kept = new List<AspectValue>();
        foreach (AspectValue value in values.OrderByDescending(value => value.IsPlain))
        {
            if (kept.Count < MostValues && !kept.Exists(other => other.Is(value, tolerance)))
            {
                kept.Add(value);
            }
        }

        return kept;
    }

    private static void AddColumn(
        IReadOnlyList<AspectValue>[] values, int place, string text, string? column, Func<string, string> keyOf)
    {
        if (place >= 0 && column is not null && keyOf(text) is { Length: > 0 } key)
        {
            var value = new AspectValue(key, text, null, new AspectSpan(ProfileField.Column, 0, text.Length, column), IsPlain: true);
            values[place] = [value, .. values[place].Where(other => other.Key != key)];
        }
    }
}
