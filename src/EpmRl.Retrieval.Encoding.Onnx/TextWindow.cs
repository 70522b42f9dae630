using System.Buffers;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// A run of a call's texts: their token ids, and the batches of equal length they are run in. Several threads tokenize it in chunks, then
/// run it in batches.
/// </summary>
/// <param name="first">Index of the first text.</param>
/// <param name="count">Number of texts.</param>
/// <param name="pieces">How long texts are run.</param>
/// <param name="stateSize">Length of a token's state; 0 where no states are asked for.</param>
internal sealed class TextWindow(int first, int count, TextPieces pieces, int stateSize)
{
    /// <summary>Texts of a window: enough to fill batches of equal length.</summary>
    public const int Size = 4096;

    /// <summary>Texts tokenized at a time.</summary>
    public const int ChunkSize = 64;

    private readonly int[]?[] ids = new int[(count + ChunkSize - 1) / ChunkSize][]; // of each chunk, one text after another
    private readonly int[] starts = new int[count]; // where in its chunk a text's ids begin
    private readonly int[] lengths = new int[count];
    private readonly TokenStates[] states = new TokenStates[stateSize > 0 ? count : 0];
    private Piece[] order = [];

    // A part of a text that is run as one input, of Length tokens.
    private readonly record struct Piece(int Text, int Index, int Length);

    /// <summary>Number of chunks to tokenize.</summary>
    public int Chunks => ids.Length;

    /// <summary>Number of tokens of all inputs, after <see cref="Plan"/>.</summary>
    public long Tokens => order.Sum(piece => (long)piece.Length);

    /// <summary>The batches, after <see cref="Plan"/>: runs of the inputs in their order.</summary>
    public List<(int Start, int Count)> Batches { get; } = [];

    /// <summary>Tokenizes one chunk.</summary>
    public void Tokenize(int chunk, WordPieceTokenizer tokenizer, TokenBuffer buffer, IReadOnlyList<string> texts, bool[] truncated)
    {
        int from = chunk * ChunkSize;
        int to = Math.Min(count, from + ChunkSize);
        int used = 0;
        int[] chunkIds = ArrayPool<int>.Shared.Rent((to - from) * 128);
        for (int text = from; text < to; text++)
        {
            tokenizer.Encode(texts[first + text], buffer, pieces.MaxTokensOfText);
            if (used + buffer.Count > chunkIds.Length)
            {
                int[] larger = ArrayPool<int>.Shared.Rent(Math.Max(used + buffer.Count, chunkIds.Length * 2));
                chunkIds.AsSpan(0, used).CopyTo(larger);
                ArrayPool<int>.Shared.Return(chunkIds);
                chunkIds = larger;
            }

            buffer.Ids.CopyTo(chunkIds.AsSpan(used));
            starts[text] = used;
            lengths[text] = buffer.Count;
            truncated[first + text] = buffer.IsTruncated || buffer.Count > pieces.MaxTokens;
            used += buffer.Count;
            if (stateSize > 0)
            {
                states[text] = new TokenStates(
                    stateSize, new float[buffer.Count * stateSize], buffer.Starts.ToArray(), buffer.Ends.ToArray());
            }
        }

        ids[chunk] = chunkIds;
    }

    /// <summary>
    /// Sorts by length, longest first, and cuts batches of equal length. Further pieces of long texts come last, in batches of their own,
    /// so that all texts' vectors are computed in the same batches with and without states.
    /// </summary>
    /// <param name="batchTokens">Most tokens of a batch of more than one text.</param>
    public void Plan(int batchTokens)
    {
        var inputs = new List<Piece>(count);
        for (int text = 0; text < count; text++)
        {
            for (int piece = 0; piece < pieces.CountOf(lengths[text]); piece++)
            {
                (int from, int to) = pieces.TokensOf(piece, lengths[text]);
                inputs.Add(new Piece(text, piece, to - from + 2));
            }
        }

        order = [.. inputs];
        Array.Sort(order, (a, b) => a.Index > 0 != b.Index > 0 ? a.Index.CompareTo(b.Index)
            : a.Length != b.Length ? b.Length.CompareTo(a.Length)
            : a.Text != b.Text ? a.Text.CompareTo(b.Text)
            : a.Index.CompareTo(b.Index));
        for (int start = 0; start < order.Length;)
        {
            Piece model = order[start];
            int most = Math.Max(1, batchTokens / model.Length);
            int size = 1;
            while (size < most && start + size < order.Length && order[start + size].Length == model.Length
                && order[start + size].Index > 0 == model.Index > 0)
            {
                size++;
            }

            Batches.Add((start, size));
            start += size;
        }
    }

    /// <summary>Releases the memory of the token ids once no batch needs them.</summary>
    public void Release()
    {
        foreach (ref int[]? chunk in ids.AsSpan())
        {
            if (chunk is not null)
            {
                ArrayPool<int>.Shared.Return(chunk);
                chunk = null;
            }
        }
    }

    /// <summary>Number of tokens of the input at a place in the order.</summary>
    public int LengthAt(int place) => order[place].Length;

    /// <summary>
    /// Index, among all texts of the call, of the text whose vector the input at a place gives; null for a further piece.
    /// </summary>
    public int? TextAt(int place) => order[place].Index == 0 ? first + order[place].Text : null;

    /// <summary>Writes the token ids of the input at a place in the order.</summary>
    public void CopyIds(int place, Span<int> destination)
    {
        Piece piece = order[place];
        ReadOnlySpan<int> text = ids[piece.Text / ChunkSize].AsSpan(starts[piece.Text], lengths[piece.Text]);
        (int from, int to) = pieces.TokensOf(piece.Index, text.Length);
        destination[0] = text[0];
        text[from..to].CopyTo(destination[1..]);
        destination[to - from + 1] = text[^1];
    }

    /// <summary>Keeps the states that the input at a place in the order gave for its tokens.</summary>
    public void KeepStates(int place, ReadOnlySpan<float> given)
    {
        Piece piece = order[place];
        int tokens = lengths[piece.Text];
        int offset = pieces.TokensOf(piece.Index, tokens).From - 1; // the text's token at the piece's first place
        (int from, int to) = pieces.StatesOf(piece.Index, tokens);
        given[((from - offset) * stateSize)..((to - offset) * stateSize)].CopyTo(states[piece.Text].Rows[(from * stateSize)..]);
    }

    /// <summary>Copies the states of the texts, once all batches have run, to their places among all texts of the call.</summary>
    public void CopyStates(TokenStates[] all) => states.CopyTo(all, first);
}
