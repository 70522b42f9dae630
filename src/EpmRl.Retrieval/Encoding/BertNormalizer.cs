using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Encoding;

/// <summary>BERT's text normaliser, unit by unit, with a map back to the original. Its settings come from the tokenizer's files.</summary>
/// <param name="CleanText">Drop control, format and private-use characters; make all white space a space.</param>
/// <param name="SpaceChinese">Put spaces around CJK ideographs, so that each is a word.</param>
/// <param name="StripAccents">Decompose canonically and drop non-spacing marks.</param>
/// <param name="Lowercase">Lower-case, by Unicode's simple mapping.</param>
internal sealed record BertNormalizer(bool CleanText, bool SpaceChinese, bool StripAccents, bool Lowercase)
{
    /// <summary>Normalises a part of <paramref name="text"/> into the buffer's text and sources.</summary>
    /// <param name="text">The complete original text; sources index into it.</param>
    /// <param name="start">First unit of the part.</param>
    /// <param name="end">Just after the part.</param>
    /// <param name="buffer">Its text is replaced.</param>
    public void Normalize(ReadOnlySpan<char> text, int start, int end, TokenBuffer buffer)
    {
        // A unit becomes at most 4 (a canonical decomposition) and two spaces.
        buffer.TextLength = 0;
        for (int i = start; i < end;)
        {
            buffer.EnsureText(buffer.TextLength + 8);
            char unit = text[i];
            if (unit < 128)
            {
                AppendAscii(unit, i, buffer);
                i++;
                continue;
            }

            // A lone surrogate counts as U+FFFD, which cleaning drops.
            Rune.DecodeFromUtf16(text[i..end], out Rune rune, out int length);
            AppendRune(rune, i, buffer);
            i += length;
        }
    }

    /// <summary>BERT's punctuation: every ASCII symbol, and Unicode's categories P*.</summary>
    public static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        : Rune.IsPunctuation(rune);

    private void AppendAscii(char unit, int source, TokenBuffer buffer)
    {
        if (CleanText && (unit < 32 || unit == 127))
        {
            if (unit is not ('\t' or '\n' or '\r'))
            {
                return;
            }

            unit = ' ';
        }

        Append(Lowercase && char.IsAsciiLetterUpper(unit) ? (char)(unit | 0x20) : unit, source, buffer);
    }

    private void AppendRune(Rune rune, int source, TokenBuffer buffer)
    {
        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
        if (CleanText)
        {
            if (rune == Rune.ReplacementChar
                || category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse)
            {
                return;
            }

            if (Rune.IsWhiteSpace(rune))
            {
                Append(' ', source, buffer);
                return;
            }
        }

        bool chinese = SpaceChinese && IsChinese(rune.Value);
        if (chinese)
        {
            Append(' ', source, buffer);
        }

        Span<char> parts = stackalloc char[8];
        int length = StripAccents ? UnicodeForms.DecomposeCanonical(rune.Value, parts) : 0;
        if (length == 0)
        {
            AppendFolded(rune, category, source, buffer);
        }
        else
        {
            foreach (Rune part in parts[..length].EnumerateRunes())
            {
                AppendFolded(part, Rune.GetUnicodeCategory(part), source, buffer);
            }
        }

        if (chinese)
        {
            Append(' ', source, buffer);
        }
    }

    private void AppendFolded(Rune rune, UnicodeCategory category, int source, TokenBuffer buffer)
    {
        if (StripAccents && category == UnicodeCategory.NonSpacingMark)
        {
            return;
        }

        if (Lowercase)
        {
            if (rune.Value == 0x130)
            {
                // The one letter whose lower case is two code points.
                Append('i', source, buffer);
                Append('\u0307', source, buffer);
                return;
            }

            rune = Rune.ToLowerInvariant(rune);
        }

        Span<char> units = stackalloc char[2];
        foreach (char unit in units[..rune.EncodeToUtf16(units)])
        {
            Append(unit, source, buffer);
        }
    }

    private static void Append(char unit, int source, TokenBuffer buffer)
    {
        buffer.Text[buffer.TextLength] = unit;
        buffer.Sources[buffer.TextLength++] = source;
    }

    // The blocks that BERT treats as Chinese: ideographs, not kana or hangul.
    private static bool IsChinese(int point) => point is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
