using System.Runtime.CompilerServices;

namespace EpmRl.Retrieval.Encoding;

/// <summary>
/// The tokenizer's output: token ids and their spans in the text. Reused from text to text, so tokenizing allocates nothing once the buffer
/// has grown. One thread at a time.
/// </summary>
internal sealed class TokenBuffer
{
    private int[] ids = new int[256];
    private int[] starts = new int[256];
    private int[] ends = new int[256];

    /// <summary>Number of tokens held.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the text had more tokens than requested.</summary>
    public bool IsTruncated { get; internal set; }

    /// <summary>Token ids, [Count].</summary>
    public ReadOnlySpan<int> Ids => ids.AsSpan(0, Count);

    /// <summary>First UTF-16 unit of each token in its text, [Count]; 0 for special tokens.</summary>
    public ReadOnlySpan<int> Starts => starts.AsSpan(0, Count);

    /// <summary>Just after each token's last UTF-16 unit, [Count]; 0 for special tokens.</summary>
    public ReadOnlySpan<int> Ends => ends.AsSpan(0, Count);

    /// <summary>The current text in normalised form; grown by <see cref="EnsureText"/>.</summary>
    internal char[] Text { get; private set; } = new char[1024];

    /// <summary>For each normalised unit, the unit of the original it came from.</summary>
    internal int[] Sources { get; private set; } = new int[1024];

    /// <summary>Length of <see cref="Text"/> in use.</summary>
    internal int TextLength { get; set; }

    /// <summary>Clears the tokens; keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        IsTruncated = false;
    }

    /// <summary>Drops the tokens from <paramref name="count"/> on.</summary>
    internal void CutTo(int count) => Count = count;

    /// <summary>Appends a token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(int id, int start, int end)
    {
        if (Count == ids.Length)
        {
            Array.Resize(ref ids, Count * 2);
            Array.Resize(ref starts, Count * 2);
            Array.Resize(ref ends, Count * 2);
        }

        ids[Count] = id;
        starts[Count] = start;
        ends[Count] = end;
        Count++;
    }

    /// <summary>Makes room for <paramref name="length"/> normalised units.</summary>
    internal void EnsureText(int length)
    {
        if (length > Text.Length)
        {
            char[] text = Text;
            int[] sources = Sources;
            Array.Resize(ref text, Math.Max(length, text.Length * 2));
            Array.Resize(ref sources, text.Length);
            Text = text;
            Sources = sources;
        }
    }
}
