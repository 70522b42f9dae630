using System.Buffers;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// A run of a call's texts: their token ids, and the batches of equal length they are run in. Several threads tokenize it in chunks, then
/// run it in batches.
/// </summary>
internal sealed class TextWindow
{
    /// <summary>Texts of a window: enough to fill batches of equal length.</summary>
    public const int Size = 4096;

    /// <summary>Texts tokenized at a time.</summary>
    public const int ChunkSize = 64;

    private readonly int[]?[] ids; // of each chunk, the ids of its texts one after another
    private readonly int[] starts; // where in its chunk a text's ids begin
    private readonly int[] lengths;
    private readonly int[] order;

    /// <summary>Takes the texts from <paramref name="first"/> on.</summary>
    public TextWindow(int first, int count)
    {
        First = first;
        Count = count;
        ids = new int[(count + ChunkSize - 1) / ChunkSize][];
        starts = new int[count];
        lengths = new int[count];
        order = new int[count];
    }

    /// <summary>Index of the first text.</summary>
    public int First { get; }

    /// <summary>Number of texts.</summary>
    public int Count { get; }

    /// <summary>Number of chunks to tokenize.</summary>
    public int Chunks => ids.Length;

    /// <summary>Number of tokens of all texts, after they are tokenized.</summary>
    public long Tokens => lengths.Sum(length => (long)length);

    /// <summary>The batches, after <see cref="Plan"/>: runs of the texts in order of length.</summary>
    public List<(int Start, int Count)> Batches { get; } = [];

    /// <summary>Tokenizes one chunk.</summary>
    public void Tokenize(
        int chunk, WordPieceTokenizer tokenizer, TokenBuffer buffer, IReadOnlyList<string> texts, int maxTokens, bool[] truncated)
    {
        int from = chunk * ChunkSize;
        int to = Math.Min(Count, from + ChunkSize);
        int used = 0;
        int[] chunkIds = ArrayPool<int>.Shared.Rent((to - from) * 128);
        for (int text = from; text < to; text++)
        {
            tokenizer.Encode(texts[First + text], buffer, maxTokens);
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
            truncated[First + text] = buffer.IsTruncated;
            used += buffer.Count;
        }

        ids[chunk] = chunkIds;
    }

    /// <summary>Sorts by length, longest first, and cuts batches of equal length.</summary>
    /// <param name="batchTokens">Most tokens of a batch of more than one text.</param>
    public void Plan(int batchTokens)
    {
        for (int i = 0; i < Count; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => lengths[b] != lengths[a] ? lengths[b].CompareTo(lengths[a]) : a.CompareTo(b));
        for (int start = 0; start < Count;)
        {
            int length = lengths[order[start]];
            int most = Math.Max(1, batchTokens / length);
            int count = 1;
            while (count < most && start + count < Count && lengths[order[start + count]] == length)
            {
                count++;
            }

            Batches.Add((start, count));
            start += count;
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

    /// <summary>Number of tokens of the text at a place in the order.</summary>
    public int LengthAt(int place) => lengths[order[place]];

    /// <summary>Index, among all texts of the call, of the text at a place in the order.</summary>
    public int TextAt(int place) => First + order[place];

    /// <summary>Token ids of the text at a place in the order.</summary>
    public ReadOnlySpan<int> IdsAt(int place)
    {
        int text = order[place];
        return ids[text / ChunkSize].AsSpan(starts[text], lengths[text]);
    }
}
