using System.Globalization;
using System.Text.RegularExpressions;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The kind inferred from an attribute's labels.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Quantity">For measurements and numbers: the format of the labels.</param>
/// <param name="Identifier">For identifiers: the format of the labels.</param>
internal sealed record InferredKind(AttributeKind Kind, QuantityFormat? Quantity = null, IdentifierFormat? Identifier = null);

/// <summary>
/// Infers kinds where a source declares none, only from the labels: names of attributes are not used. The result is a proposal that import
/// writes into the files for review.
/// </summary>
internal static partial class KindInference
{
    private const double Nearly = 0.9;
    private const double Mostly = 0.75;

    /// <summary>Fewer labels than this are not enough to call them codes.</summary>
    private const int FewestCodes = 5;

    /// <summary>Shortest code, in letters and digits, of a list that is mostly codes.</summary>
    private const int ShortestCode = 4;

    /// <summary>Infers the kind of a list of labels.</summary>
    public static InferredKind Infer(IReadOnlyList<string> labels, UnitLookup units)
    {
        if (labels.Count == 0)
        {
            return new InferredKind(AttributeKind.Categorical);
        }

        return Codes(labels) ?? Quantities(labels, units) ?? MixedCodes(labels) ?? new InferredKind(AttributeKind.Categorical);
    }

    /// <summary>The number of decimals of nearly every label: null when they differ, or when integer labels leave it open.</summary>
    /// <param name="labels">The labels; those that are not a bare number are ignored.</param>
    /// <param name="wholeCounts">Whether labels without decimals mean that values are rounded to integers.</param>
    public static int? Decimals(IReadOnlyList<string> labels, bool wholeCounts)
    {
        int[] decimals = [.. labels.Where(label => BareNumber().IsMatch(label)).Select(DecimalsOf)];
        if (decimals.Length < 2 || decimals.Length < Mostly * labels.Count)
        {
            return null;
        }

        int usual = decimals.CountBy(count => count).MaxBy(pair => pair.Value).Key;
        return decimals.Count(count => count == usual) >= Nearly * decimals.Length && (usual > 0 || wholeCounts) ? usual : null;
    }

    // Digits of one length, five or more: article numbers. Lengths of GTINs with valid check digits: GTINs.
    private static InferredKind? Codes(IReadOnlyList<string> labels)
    {
        if (labels.Count < FewestCodes || labels.Any(label => !label.All(char.IsAsciiDigit)))
        {
            return null;
        }

        if (labels.Count(label => Gtin.IsValid(label)) >= Nearly * labels.Count)
        {
            return new InferredKind(AttributeKind.Identifier, Identifier: new IdentifierFormat { Gtin = true, MinLength = 8 });
        }

        bool oneLength = labels[0].Length >= 5 && labels.All(label => label.Length == labels[0].Length);
        bool zeroPadded =
            labels.Count(label => label is ['0', _, ..]) > labels.Count / 20 && labels.Average(label => label.Length) >= ShortestCode;
        return oneLength || zeroPadded
            ? new InferredKind(AttributeKind.Identifier, Identifier: new IdentifierFormat
            {
                MinLength = Math.Max(ShortestCode, labels.Min(label => label.Length)),
            })
            : null;
    }

    private static InferredKind? Quantities(IReadOnlyList<string> labels, UnitLookup units)
    {
        int bare = 0;
        int withUnit = 0;
        int withLetter = 0;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string label in labels)
        {
            if (BareNumber().IsMatch(label))
            {
                bare++;
            }
            else if (UnitOf(label, units) is UnitDefinition unit)
            {
                withUnit++;
                withLetter += char.IsAsciiLetter(label[^1]) && !char.IsLetter(label[^2]) ? 1 : 0;
                seen[unit.Name] = seen.GetValueOrDefault(unit.Name) + 1;
            }
        }

        // "2T", "10A": a single letter after a few of many numbers is part of a name, not a unit.
        if (withLetter < labels.Count / 2)
        {
            withUnit -= withLetter;
        }

        if (bare + withUnit < Mostly * labels.Count || (withUnit < labels.Count && bare + withUnit < 2))
        {
            return null;
        }

        if (withUnit == 0 && Decimals(labels, wholeCounts: false) is null)
        {
            return new InferredKind(AttributeKind.Number, new QuantityFormat());
        }

        // Units are listed only where every number has one: otherwise numbers without a unit could no longer be read.
        return new InferredKind(AttributeKind.Measurement, new QuantityFormat
        {
            Decimals = Decimals(labels, wholeCounts: withUnit > 0),
            InputUnits = bare > 0
                ? []
                : [.. seen.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)],
        });
    }

    // Single words that contain digits, nearly all: part and model numbers.
    private static InferredKind? MixedCodes(IReadOnlyList<string> labels)
    {
        if (labels.Count < 2 * FewestCodes)
        {
            return null;
        }

        int codes = labels.Count(label => label.Any(char.IsAsciiDigit) && !label.Any(char.IsWhiteSpace)
            && label.Count(char.IsAsciiLetterOrDigit) >= ShortestCode);
        double length = labels.Average(label => label.Count(char.IsLetterOrDigit));
        return codes >= Nearly * labels.Count && length >= 5
            ? new InferredKind(AttributeKind.Identifier, Identifier: new IdentifierFormat
            {
                KeepMarks = labels.Count(label => label.Any(c => !char.IsLetterOrDigit(c))) > labels.Count / 20,
            })
            : null;
    }

    // "12 oz", "5in", "40/80 GB", "7.2 - 10.8 cm", "12-ounce".
    private static UnitDefinition? UnitOf(string label, UnitLookup units)
    {
        Match match = NumberWithUnit().Match(label);
        return match.Success && units.Find(match.Groups["unit"].Value.Trim()) is [UnitDefinition unit, ..] ? unit : null;
    }

    private static int DecimalsOf(string label)
    {
        int point = label.LastIndexOf('.');
        return point < 0 ? 0 : label.Length - point - 1;
    }

    [GeneratedRegex(@"^[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex BareNumber();

    [GeneratedRegex(
        @"^[-+]?\d[\d.,/]*(\s*([-–/x×]|to)\s*\d[\d.,/]*)*[\s-]*(?<unit>[^\d\s-].{0,30})$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NumberWithUnit();
}
