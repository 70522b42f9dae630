using System.Text;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Writes listings as a pair encoder reads them. Each word is marked with what a small network is slow to learn: whether the other listing
/// has it, how rare it is, and whether it has a digit.
/// </summary>
internal static class WordMarks
{
    /// <summary>Number of different marks.</summary>
    public const int Count = 12;

    private const int MostWords = 22, MostOfField = 20;
    private const float Frequent = 3.5f, Known = 6; // inverse document frequencies
    private const int ShortestFoundCode = 4;

    /// <summary>Two listings of one pool.</summary>
    public static MarkedPair Of(PreparedListing a, PreparedListing b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new MarkedPair(Write(a, b), Write(b, a));
    }

    /// <summary>A listing without a partner: no word is marked as shared.</summary>
    public static MarkedText Alone(PreparedListing listing) => Write(listing, null);

    private static MarkedText Write(PreparedListing listing, PreparedListing? other)
    {
        var text = new StringBuilder();
        var words = new List<MarkedWord>();
        var known = new Dictionary<string, Token>(listing.All.Length, StringComparer.Ordinal);
        foreach (Token token in listing.All)
        {
            known.TryAdd(token.Text, token);
        }

        bool isFirst = true;
        foreach (FieldText field in listing.Fields)
        {
            Add(field.Text, field.Words, field);
            if (isFirst)
            {
                isFirst = false;
                AddMissing(listing.Facts.Brand);
                AddMissing(listing.Facts.ModelNumber);
            }
        }

        return new MarkedText(text.ToString(), words);

        // A column repeats the title in many feeds.
        void AddMissing(string? cell)
        {
            Word[] parts = Word.Split(cell ?? "");
            if (parts.Length > 0 && !listing.Squashed.Contains(CodeKey.Of(cell!), StringComparison.Ordinal))
            {
                Add(cell!, parts, null);
            }
        }

        void Add(string source, IReadOnlyList<Word> parts, FieldText? field)
        {
            int count = Math.Min(Math.Min(parts.Count, MostOfField), MostWords - words.Count);
            if (count <= 0)
            {
                return;
            }

            if (text.Length > 0)
            {
                text.Append(" ; ");
            }

            int shift = text.Length - parts[0].Start;
            text.Append(source, parts[0].Start, parts[count - 1].End - parts[0].Start);
            for (int i = 0; i < count; i++)
            {
                Word word = parts[i];
                words.Add(new MarkedWord(
                    word.Start + shift, word.End + shift, MarkOf(word.Key, known, other),
                    field?.Field ?? Catalog.ProfileField.Column, field?.Clean.ToOriginal(word.Start, word.End).Start ?? word.Start));
            }
        }
    }

    private static int MarkOf(string key, Dictionary<string, Token> known, PreparedListing? other)
    {
        bool hasDigit = key.AsSpan().IndexOfAnyInRange('0', '9') >= 0, isShared = false;
        int rarity = 2;
        if (known.TryGetValue(key, out Token token))
        {
            rarity = token.Weight < Frequent ? 0 : token.Weight < Known ? 1 : 2;
            isShared = other?.AllIds.Contains(token.Id) ?? false;
        }

        if (!isShared && hasDigit && key.Length >= ShortestFoundCode)
        {
            isShared = other?.SquashedAll.Contains(CodeKey.Of(key), StringComparison.Ordinal) ?? false;
        }

        return (isShared ? 1 : 0) + (2 * rarity) + (hasDigit ? 6 : 0);
    }
}
