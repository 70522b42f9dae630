using System.Text.RegularExpressions;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Identification;

/// <summary>Reads cells as named values: one or several values of the list, yes or no, or a text that names a value.</summary>
internal sealed partial class NameCells(AttributeDefinition attribute, MentionReaderFactory readers) : ICellReader
{
    private const int LongestOpen = 80;
    private const double MostOfIt = 0.5; // of a cell's letters

    private readonly ValueNames names = new(attribute, readers.Packs);
    private readonly CellMentions mentions = new(attribute, readers);
    private readonly MentionReaderFactory readers = readers;

    public CellReading Read(Cell cell)
    {
        string text = cell.Text;
        if (names.Find(text) is { } value)
        {
            return new([Whole(value, text)], CellReading.Listed);
        }

        if (EmptyCells.Contains(text))
        {
            return CellReading.Nothing;
        }

        return Answer(text) ?? Listed(text) ?? Mentioned(text) ?? Open(text) ?? CellReading.Unreadable;
    }

    // "yes", "nein", 1, false.
    private CellReading? Answer(string text)
    {
        string key = TextKey.Of(text);
        bool yes = key is "1" or "true" || readers.IsCue(text, CueKind.Yes);
        if (!yes && key is not ("0" or "false") && !readers.IsCue(text, CueKind.No))
        {
            return null;
        }

        return readers.Answer(yes) is { } word && mentions.OfAnswer(word) is { } said
            ? new([new CellValue(said.ValueId, said.Label, 0, text.Length)], CellReading.Whole)
            : yes ? null
            : CellReading.Nothing; // an attribute without a value for "no" has no value
    }

    // "Cotton, Elastane", "red; white", "black/white": every part is a value of the list.
    private CellReading? Listed(string text)
    {
        var found = new List<CellValue>();
        int start = 0;
        foreach (ValueMatch separator in Separators().EnumerateMatches(text))
        {
            if (!Add(start, separator.Index))
            {
                return null;
            }

            start = separator.Index + separator.Length;
        }

        return start > 0 && Add(start, text.Length) && found.Count > 0 ? Of(found, CellReading.Listed, isGuess: false) : null;

        bool Add(int from, int to)
        {
            if (string.IsNullOrWhiteSpace(text[from..to]))
            {
                return true; // a separator at the end
            }

            if (names.Find(text[from..to]) is not { } value)
            {
                return false;
            }

            found.Add(Place(value, text, from, to));
            return true;
        }
    }

    private CellReading? Mentioned(string text)
    {
        var found = new List<CellValue>();
        var covered = new bool[text.Length];
        foreach (Mention mention in mentions.Of(text))
        {
            if (!covered[mention.Start])
            {
                Array.Fill(covered, true, mention.Start, mention.End - mention.Start);
                found.Add(new CellValue(mention.ValueId, mention.Label, mention.Start, mention.End));
            }
        }

        if (found.Count == 0)
        {
            return null;
        }

        int letters = text.Count(char.IsLetter);
        double share = letters == 0 ? 1 : (double)text.Where((c, i) => covered[i] && char.IsLetter(c)).Count() / letters;
        return share < MostOfIt && Open(text) is { } open ? open
            : Of(
                found, share >= 1 ? CellReading.Whole : share >= MostOfIt ? CellReading.Most : CellReading.Guessed,
                isGuess: share < MostOfIt);
    }

    private CellReading Of(List<CellValue> found, double probability, bool isGuess)
    {
        CellValue[] values = [.. found.DistinctBy(value => (value.Id, value.Label))];
        if (values.Length > 2 && values.Length > attribute.MaxValues
            && attribute.Values.FirstOrDefault(value => value.Id == attribute.MixedValue) is { } mixed)
        {
            return new(
                [new CellValue(mixed.Id, mixed.Label, values.Min(value => value.Start), values.Max(value => value.End))],
                CellReading.Whole);
        }

        return values.Length <= attribute.MaxValues ? new(values, probability) { IsGuess = isGuess }
            : new(values, CellReading.Doubtful) { Doubt = $"at most {attribute.MaxValues} can be right" };
    }

    private CellReading? Open(string text)
    {
        string trimmed = text.Trim();
        int start = text.IndexOf(trimmed, StringComparison.Ordinal);
        return attribute.Open && trimmed.Length <= LongestOpen && trimmed.Any(char.IsLetterOrDigit) && !trimmed.Any(char.IsControl)
            && !trimmed.Contains("://", StringComparison.Ordinal) && !trimmed.AsSpan().ContainsAny('<', '{')
            ? new([new CellValue(null, trimmed, start, start + trimmed.Length)], CellReading.Open)
            : null;
    }

    private static CellValue Whole(TaxonomyValue value, string text) => Place(value, text, 0, text.Length);

    private static CellValue Place(TaxonomyValue value, string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return new CellValue(value.Id, value.Label, start, end);
    }

    [GeneratedRegex(@"[,;|/\n\r]|\s[&+]\s", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Separators();
}
