using System.Buffers;
using System.Text;

namespace EpmRl.Retrieval.Encoding;

/// <summary>
/// BERT's tokenizer: normalise, split at white space and punctuation, then split each word into the longest pieces of the vocabulary. Equal
/// to the reference implementation (Hugging Face <c>tokenizers</c>), spans included. Safe to call from several threads, each with its own
/// buffer.
/// </summary>
/// <remarks>
/// Source: Devlin et al., 2018, arXiv:1810.04805, and its published code; greedy longest match of Wu et al., 2016, arXiv:1609.08144.
/// </remarks>
internal sealed partial class WordPieceTokenizer
{
    private readonly string[] tokens;
    private readonly WordPieceTrie pieces;
    private readonly BertNormalizer normalizer;
    private readonly AddedToken[] rawTokens;        // looked for in the original text
    private readonly AddedToken[] normalizedTokens; // searched in the normalised text
    private readonly SearchValues<char> rawTokenStarts;
    private readonly SearchValues<char> normalizedTokenStarts;
    private readonly int unknownId;
    private readonly int longestWord;

    private WordPieceTokenizer(WordPieceVocabulary vocabulary)
    {
        tokens = vocabulary.Tokens;
        pieces = vocabulary.BuildTrie();
        normalizer = vocabulary.Normalizer;
        rawTokens = [.. vocabulary.AddedTokens.Where(token => !token.Normalized)];
        normalizedTokens = [.. vocabulary.AddedTokens.Where(token => token.Normalized)];
        rawTokenStarts = SearchValues.Create([.. rawTokens.Select(token => token.Content[0])]);
        normalizedTokenStarts = SearchValues.Create([.. normalizedTokens.Select(token => token.Content[0])]);
        unknownId = vocabulary.UnknownId;
        longestWord = vocabulary.LongestWord;
        ClassifierId = vocabulary.ClassifierId;
        SeparatorId = vocabulary.SeparatorId;
        PaddingId = vocabulary.PaddingId;
    }

    /// <summary>Number of ids: every id is below it.</summary>
    public int VocabularySize => tokens.Length;

    /// <summary>Id of the token that opens every input (<c>[CLS]</c>).</summary>
    public int ClassifierId { get; }

    /// <summary>Id of the token that closes each text (<c>[SEP]</c>).</summary>
    public int SeparatorId { get; }

    /// <summary>Id that pads a batch's shorter rows (<c>[PAD]</c>).</summary>
    public int PaddingId { get; }

    /// <summary>The token of an id, continuation mark included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No token has the id.</exception>
    public string TokenOf(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, tokens.Length);
        return tokens[id];
    }

    /// <summary>Tokenizes one text.</summary>
    /// <param name="text">Any text; lone surrogates are read as U+FFFD.</param>
    /// <param name="maxTokens">The most tokens to return, special tokens included.</param>
    /// <param name="addSpecialTokens">Whether <c>[CLS]</c> and <c>[SEP]</c> frame the text.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> leaves no room for the special tokens.</exception>
    public TokenizedText Encode(string text, int maxTokens = int.MaxValue, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        var buffer = new TokenBuffer();
        Encode(text, buffer, maxTokens, addSpecialTokens);
        var sequences = new int[buffer.Count];
        if (addSpecialTokens)
        {
            sequences[0] = -1;
            sequences[^1] = -1;
        }

        return new TokenizedText(buffer.Ids.ToArray(), Spans(buffer), new int[buffer.Count], sequences, buffer.IsTruncated);
    }

    /// <summary>Tokenizes one text into a buffer, without allocating once the buffer has grown. The buffer is cleared first.</summary>
    /// <param name="text">Any text; lone surrogates are read as U+FFFD.</param>
    /// <param name="buffer">Receives the tokens.</param>
    /// <param name="maxTokens">The most tokens to return, special tokens included.</param>
    /// <param name="addSpecialTokens">Whether <c>[CLS]</c> and <c>[SEP]</c> frame the text.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> leaves no room for the special tokens.</exception>
    public void Encode(ReadOnlySpan<char> text, TokenBuffer buffer, int maxTokens = int.MaxValue, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, addSpecialTokens ? 2 : 0);
        buffer.Clear();
        int most = maxTokens;
        if (addSpecialTokens)
        {
            buffer.Add(ClassifierId, 0, 0);
            most--;
        }

        AddText(text, buffer, most);
        if (buffer.Count > most)
        {
            buffer.CutTo(most);
            buffer.IsTruncated = true;
        }

        if (addSpecialTokens)
        {
            buffer.Add(SeparatorId, 0, 0);
        }
    }

    /// <summary>Tokenizes a pair of texts: <c>[CLS] first [SEP] second [SEP]</c>.</summary>
    /// <param name="first">The first text.</param>
    /// <param name="second">The second text.</param>
    /// <param name="maxTokens">The most tokens to return, special tokens included; the longer text loses tokens first.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is below 3.</exception>
    public TokenizedText EncodePair(string first, string second, int maxTokens = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 3);
        TokenBuffer[] parts = [new(), new()];
        Encode(first, parts[0], addSpecialTokens: false);
        Encode(second, parts[1], addSpecialTokens: false);
        (int firstCount, int secondCount) = LongestFirst(parts[0].Count, parts[1].Count, maxTokens - 3);
        bool truncated = firstCount < parts[0].Count || secondCount < parts[1].Count;
        parts[0].CutTo(firstCount);
        parts[1].CutTo(secondCount);

        int[] ids = [ClassifierId, .. parts[0].Ids, SeparatorId, .. parts[1].Ids, SeparatorId];
        (int, int)[] spans = [(0, 0), .. Spans(parts[0]), (0, 0), .. Spans(parts[1]), (0, 0)];
        int[] types = [.. Enumerable.Repeat(0, firstCount + 2), .. Enumerable.Repeat(1, secondCount + 1)];
        int[] sequences = [-1, .. Enumerable.Repeat(0, firstCount), -1, .. Enumerable.Repeat(1, secondCount), -1];
        return new TokenizedText(ids, spans, types, sequences, truncated);
    }

    // The reference's "longest first": the longer text is cut until both are equal, then both, the second keeping the odd token unless the
    // first was the longer one.
    private static (int First, int Second) LongestFirst(int first, int second, int room)
    {
        int shorter = Math.Min(first, second);
        int longer = Math.Max(first, second);
        if (shorter + (long)longer <= room)
        {
            return (first, second);
        }

        longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if (shorter + (long)longer > room)
        {
            shorter = room / 2;
            longer = shorter + room % 2;
        }

        return first > second ? (longer, shorter) : (shorter, longer);
    }

    private static (int Start, int End)[] Spans(TokenBuffer buffer)
    {
        var spans = new (int, int)[buffer.Count];
        for (int i = 0; i < spans.Length; i++)
        {
            spans[i] = (buffer.Starts[i], buffer.Ends[i]);
        }

        return spans;
    }

    // Adds tokens until the text ends, or until there is one more than "most", by which a caller detects truncation.
    private void AddText(ReadOnlySpan<char> text, TokenBuffer buffer, int most)
    {
        int from = 0;
        while (from < text.Length && buffer.Count <= most)
        {
            AddedToken? added = AddedToken.FindNext(rawTokens, rawTokenStarts, text, from, out int start, out int end);
            AddSegment(text, from, start, buffer, most);
            if (added is not null)
            {
                buffer.Add(added.Id, start, end);
            }

            from = end;
        }
    }

    private void AddSegment(ReadOnlySpan<char> text, int start, int end, TokenBuffer buffer, int most)
    {
        normalizer.Normalize(text, start, end, buffer);
        int from = 0;
        while (from < buffer.TextLength && buffer.Count <= most)
        {
            ReadOnlySpan<char> normalized = buffer.Text.AsSpan(0, buffer.TextLength);
            AddedToken? added =
                AddedToken.FindNext(normalizedTokens, normalizedTokenStarts, normalized, from, out int addedStart, out int addedEnd);
            AddWords(text, from, addedStart, buffer, most);
            if (added is not null)
            {
                AddSpan(added.Id, text, addedStart, addedEnd, buffer);
            }

            from = addedEnd;
        }
    }

    private void AddWords(ReadOnlySpan<char> text, int from, int to, TokenBuffer buffer, int most)
    {
        char[] normalized = buffer.Text;
        int wordStart = from;
        for (int i = from; i < to && buffer.Count <= most;)
        {
            int length = 1;
            var rune = (Rune)'a';
            if (normalized[i] < 128)
            {
                rune = (Rune)normalized[i];
            }
            else
            {
                Rune.DecodeFromUtf16(normalized.AsSpan(i, to - i), out rune, out length);
            }

            bool space = Rune.IsWhiteSpace(rune);
            if (space || BertNormalizer.IsPunctuation(rune))
            {
                AddWord(text, wordStart, i, buffer);
                if (!space)
                {
                    AddWord(text, i, i + length, buffer);
                }

                wordStart = i + length;
            }

            i += length;
        }

        if (buffer.Count <= most)
        {
            AddWord(text, wordStart, to, buffer);
        }
    }

    private void AddWord(ReadOnlySpan<char> text, int start, int end, TokenBuffer buffer)
    {
        if (start >= end)
        {
            return;
        }

        ReadOnlySpan<char> word = buffer.Text.AsSpan(start, end - start);
        int before = buffer.Count;
        bool known = word.Length <= longestWord || CountRunes(word) <= longestWord;
        for (int at = 0; known && at < word.Length;)
        {
            int id = pieces.FindLongest(at == 0 ? WordPieceTrie.WordRoot : WordPieceTrie.ContinuationRoot, word[at..], out int length);
            known = id >= 0;
            if (known)
            {
                AddSpan(id, text, start + at, start + at + length, buffer);
                at += length;
            }
        }

        if (!known)
        {
            buffer.CutTo(before);
            AddSpan(unknownId, text, start, end, buffer);
        }
    }

    private static void AddSpan(int id, ReadOnlySpan<char> text, int start, int end, TokenBuffer buffer)
    {
        int last = buffer.Sources[end - 1];
        bool pair = char.IsHighSurrogate(text[last]) && last + 1 < text.Length && char.IsLowSurrogate(text[last + 1]);
        buffer.Add(id, buffer.Sources[start], last + (pair ? 2 : 1));
    }

    private static int CountRunes(ReadOnlySpan<char> word)
    {
        int count = word.Length;
        foreach (char unit in word)
        {
            count -= char.IsLowSurrogate(unit) ? 1 : 0;
        }

        return count;
    }
}
