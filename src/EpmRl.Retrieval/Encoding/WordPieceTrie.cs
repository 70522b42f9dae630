using System.Numerics;

namespace EpmRl.Retrieval.Encoding;

/// <summary>
/// The vocabulary as one prefix tree over UTF-16 units, in a flat open-addressing table: the longest piece is found in one walk,
/// without slicing or hashing strings. Safe for concurrent readers once filled.
/// </summary>
internal sealed class WordPieceTrie
{
    /// <summary>The node where words begin.</summary>
    public const int WordRoot = 0;

    /// <summary>The node where pieces begin that continue a word.</summary>
    public const int ContinuationRoot = 1;

    /// <summary>
    /// The most nodes of a tree: their table has 2^24 slots, all that the hash can address. Nodes fit the edges' 24 bits.
    /// </summary>
    public const int MostNodes = 1 << 23;

    private const ulong Empty = ulong.MaxValue;

    private ulong[] edges; // parent node (24 bits) | unit (16 bits) | child node (24 bits)
    private int[] ids = [-1, -1];
    private int nodeCount = 2;

    /// <summary>An empty tree.</summary>
    /// <param name="expectedNodes">An estimate of the number of nodes; the table grows past it.</param>
    public WordPieceTrie(int expectedNodes) =>
        edges = NewTable((int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(expectedNodes, 32, MostNodes) * 2));

    /// <summary>Adds a piece below one of the two roots.</summary>
    /// <returns>False when the tree is full; it then contains part of the piece without an id.</returns>
    public bool TryAdd(int root, ReadOnlySpan<char> piece, int id)
    {
        int node = root;
        foreach (char unit in piece)
        {
            int child = Child(node, unit);
            if (child < 0)
            {
                if (nodeCount == MostNodes)
                {
                    return false;
                }

                child = nodeCount++;
                if (nodeCount * 2 > edges.Length)
                {
                    Grow();
                }

                Insert(((ulong)node << 40) | ((ulong)unit << 24) | (uint)child);
                if (child >= ids.Length)
                {
                    Array.Resize(ref ids, ids.Length * 2);
                }

                ids[child] = -1;
            }

            node = child;
        }

        ids[node] = id;
        return true;
    }

    /// <summary>The longest piece that <paramref name="text"/> begins with.</summary>
    /// <param name="root">Where to begin.</param>
    /// <param name="text">The rest of a word.</param>
    /// <param name="length">Length of the piece found; 0 when there is none.</param>
    /// <returns>The piece's id, or -1.</returns>
    public int FindLongest(int root, ReadOnlySpan<char> text, out int length)
    {
        int node = root;
        int best = -1;
        length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            node = Child(node, text[i]);
            if (node < 0)
            {
                break;
            }

            if (ids[node] >= 0)
            {
                best = ids[node];
                length = i + 1;
            }
        }

        return best;
    }

    private int Child(int node, char unit)
    {
        ulong key = ((ulong)node << 16) | unit;
        int mask = edges.Length - 1;
        for (int slot = Slot(key, mask); ; slot = (slot + 1) & mask)
        {
            ulong edge = edges[slot];
            if (edge == Empty)
            {
                return -1;
            }

            if (edge >> 24 == key)
            {
                return (int)(edge & 0xFFFFFF);
            }
        }
    }

    private void Insert(ulong edge)
    {
        int mask = edges.Length - 1;
        int slot = Slot(edge >> 24, mask);
        while (edges[slot] != Empty)
        {
            slot = (slot + 1) & mask;
        }

        edges[slot] = edge;
    }

    private void Grow()
    {
        ulong[] old = edges;
        edges = NewTable(old.Length * 2);
        foreach (ulong edge in old)
        {
            if (edge != Empty)
            {
                Insert(edge);
            }
        }
    }

    private static int Slot(ulong key, int mask) => (int)((key * 0x9E3779B97F4A7C15UL) >> 40) & mask;

    private static ulong[] NewTable(int size)
    {
        var table = new ulong[size];
        Array.Fill(table, Empty);
        return table;
    }
}
