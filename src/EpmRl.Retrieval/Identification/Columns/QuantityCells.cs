using System.Globalization;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Reads cells as measurements and numbers, with the unit of the cell, the column's name, a separate unit column, or the attribute.
/// </summary>
internal sealed class QuantityCells : ICellReader
{
    private readonly AttributeDefinition attribute;
    private readonly ValueNames names;
    private readonly CellMentions mentions;
    private readonly string[] ownUnits;

    public QuantityCells(AttributeDefinition attribute, MentionReaderFactory readers)
    {
        this.attribute = attribute;
        names = new ValueNames(attribute, readers.Packs);
        mentions = new CellMentions(attribute, readers);
        QuantityFormat format = attribute.Quantity ?? new QuantityFormat();
        ownUnits = format.Unit is { } unit ? [unit] : [.. format.InputUnits];
    }

    public CellReading Read(Cell cell)
    {
        string text = cell.Text;
        bool isBare = !text.Any(c => char.IsLetter(c) || c is '"' or '\'' or '″' or '′' or '”' or '’' or '°' or '%' or '$' or '€');
        if ((cell.Unit is null || !isBare) && names.Find(text) is { } value)
        {
            return new([new CellValue(value.Id, value.Label, 0, text.Length)], CellReading.Listed);
        }

        if (EmptyCells.Contains(text) || IsZeroForNothing(text))
        {
            return CellReading.Nothing;
        }

        if (text.TrimStart() is ['-' or '−', >= '0' and <= '9', ..])
        {
            return CellReading.Unreadable; // quantities are never negative
        }

        // Added digits go after the cell, so that offsets into it stay valid.
        string more = cell.HasPlainNumbers && HasThreeDecimals(text) ? "0" : "";
        if (isBare && cell.Unit is { } stated)
        {
            return Of(mentions.Of(text, $"{more} {stated}"), text, CellReading.Whole) ?? CellReading.Unreadable;
        }

        return Of(mentions.Of(text, more), text, CellReading.Whole) ?? (isBare ? Assumed(text, more) : null) ?? CellReading.Unreadable;
    }

    // A number without a unit gets one of the attribute's: the first in which it is listed or in the usual range.
    private CellReading? Assumed(string text, string more)
    {
        CellReading? first = null;
        foreach (string unit in ownUnits)
        {
            if (Of(mentions.Of(text, $"{more} {unit}"), text, CellReading.Guessed) is { } reading)
            {
                first ??= reading;
                if (reading is { Doubt: null, Values: [{ Id: not null }, ..] } || (reading.Doubt is null && attribute.Values.Count == 0))
                {
                    return reading with { IsGuess = true };
                }
            }
        }

        return first is null ? null : first with { IsGuess = true };
    }

    private CellReading? Of(IReadOnlyList<Mention> read, string text, double probability)
    {
        if (read.Count == 0)
        {
            return null;
        }

        Mention[] distinct = [.. read.DistinctBy(mention => (mention.ValueId, mention.Label))];
        CellValue[] values = [.. distinct.Select(mention => new CellValue(mention.ValueId, mention.Label, mention.Start, mention.End))];
        string? doubt = distinct.Any(mention => mention.Cues.Ambiguous) ? "the number has another reading"
            : values.Length > attribute.MaxValues ? "it holds several numbers"
            : distinct.Any(mention => mention.Cues.Unusual) ? $"that is unusual for {attribute.Name}"
            : null;
        bool isWhole = Content(text) <= read.Sum(mention => Content(text.AsSpan(mention.Start, mention.End - mention.Start)));
        double most = doubt is not null ? CellReading.Doubtful : isWhole ? probability : Math.Min(probability, CellReading.Most);
        return new CellReading(values, most) { Doubt = doubt };
    }

    // Programs write 0 for a weight that nobody entered; a count of 0 is valid.
    private bool IsZeroForNothing(string text) => attribute.Kind == AttributeKind.Measurement
        && double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number == 0;

    // "1.250", which a text may mean as 1250.
    private static bool HasThreeDecimals(string text) =>
        text.Length > 4 && text[^4] == '.' && text.Where((c, i) => i != text.Length - 4).All(char.IsAsciiDigit);

    private static int Content(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (char c in text)
        {
            count += char.IsLetterOrDigit(c) ? 1 : 0;
        }

        return count;
    }
}
