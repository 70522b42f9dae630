using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Reads cells as codes: GTINs by their check digit, others by the list or unchanged.</summary>
internal sealed class CodeCells(AttributeDefinition attribute, MentionReaderFactory readers) : ICellReader
{
    private const int LongestOpen = 40;

    private readonly ValueNames names = new(attribute, readers.Packs);
    private readonly CellMentions mentions = new(attribute, readers);
    private readonly IdentifierFormat format = attribute.Identifier ?? new IdentifierFormat();

    public CellReading Read(Cell cell)
    {
        string text = cell.Text;
        if (names.Find(text) is { } value)
        {
            return new([new CellValue(value.Id, value.Label, 0, text.Length)], CellReading.Listed);
        }

        return EmptyCells.Contains(text) ? CellReading.Nothing
            : format.Gtin ? OfGtin(text)
            : OfMentions(text, text) ?? Open(text) ?? CellReading.Unreadable;
    }

    // Spreadsheets drop leading zeros, and mark numbers stored as text with an apostrophe.
    private CellReading OfGtin(string text)
    {
        string digits = text.Trim().TrimStart('\'').Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        digits = digits.EndsWith(".0", StringComparison.Ordinal) ? digits[..^2] : digits;
        if (digits.Length is < 8 or > 14 || !digits.All(char.IsAsciiDigit))
        {
            return OfMentions(text, text) ?? CellReading.Unreadable;
        }

        bool isPadded = !Gtin.HasLength(digits.Length) || (!Gtin.IsValid(digits) && Gtin.IsValid(digits.PadLeft(13, '0')));
        string whole = isPadded ? Padded(digits) : digits;
        return OfMentions(text, whole) is not { } read ? CellReading.Unreadable
            : isPadded && read.Doubt is null ? read with { Probability = CellReading.Most }
            : read;
    }

    private static string Padded(string digits)
    {
        string upc = digits.PadLeft(12, '0');
        return digits.Length <= 12 && Gtin.IsValid(upc) ? upc : digits.PadLeft(digits.Length <= 13 ? 13 : 14, '0');
    }

    private CellReading? OfMentions(string text, string read)
    {
        Mention[] found = [.. mentions.Of(read).DistinctBy(mention => mention.Label)];
        if (found.Length == 0)
        {
            return null;
        }

        bool isSame = ReferenceEquals(text, read);
        CellValue[] values =
        [
            .. found.Select(mention => isSame
                ? new CellValue(mention.ValueId, mention.Label, mention.Start, mention.End)
                : new CellValue(mention.ValueId, mention.Label, 0, text.Length)),
        ];
        string? doubt = values.Length > attribute.MaxValues ? "it holds several codes"
            : found.Any(mention => mention.Cues.Code == CodeCue.WrongCheckDigit) ? "its check digit is wrong"
            : found.Any(mention => mention.Cues.Code == CodeCue.Restricted) ? "it is of a range that shops number by themselves"
            : null;
        bool isWhole =
            !isSame || values.Sum(value => CodeKey.Of(text.AsSpan(value.Start, value.End - value.Start)).Length) >= CodeKey.Of(text).Length;
        return isWhole || doubt is not null || !attribute.Open || format.Gtin
            ? new(values, doubt is not null ? CellReading.Doubtful : isWhole ? CellReading.Whole : CellReading.Most) { Doubt = doubt }
            : Open(text); // "ProLite 14" is one code, not just its 14
    }

    private CellReading? Open(string text)
    {
        string code = text.Trim();
        int length = CodeKey.Of(code).Length;
        if (!attribute.Open || format.Gtin || length == 0 || length < format.MinLength || code.Length > LongestOpen
            || code.Any(char.IsControl) || code.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        string label = format.KeepMarks ? code : CodeKey.Of(code);
        int to = Math.Min(format.To ?? label.Length, label.Length);
        int start = text.IndexOf(code, StringComparison.Ordinal);
        bool isName = !code.Any(char.IsAsciiDigit) || code.Any(char.IsWhiteSpace); // "ProLite 14"
        return format.From > to ? null
            : new([new CellValue(null, label[(format.From - 1)..to], start, start + code.Length)],
                isName ? CellReading.Guessed : CellReading.Open) { IsGuess = isName };
    }
}
