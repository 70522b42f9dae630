using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Detects duplicate ids, in bounded memory: 64-bit hashes and the lines of their first use.</summary>
/// <remarks>
/// Among 8 million ids two different ones have the same hash with a probability of 2e-6. Beyond <see cref="Most"/> ids new ones are not
/// remembered.
/// </remarks>
internal sealed class SeenIds
{
    /// <summary>The number of ids remembered: 256 MiB at most.</summary>
    public const int Most = 1 << 23;

    // A long file reserves space for all its ids early, so that its memory does not grow while it is read.
    private static readonly int[] Sizes = [1 << 10, 1 << 14, 1 << 21, 1 << 23, 2 * Most];

    private (ulong Hash, long Line)[] slots = new (ulong, long)[Sizes[0]];
    private int count;

    /// <summary>Remembers an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="line">Its line, from 1.</param>
    /// <returns>The line of its first use; 0 for a new id.</returns>
    public long Add(string id, long line)
    {
        ulong hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.AsSpan()));
        int at = Find(hash);
        if (slots[at].Line != 0)
        {
            return slots[at].Line;
        }

        if (count < Most)
        {
            slots[at] = (hash, line);
            count++;
            if (count > slots.Length / 4 * 3)
            {
                Grow();
            }
        }

        return 0;
    }

    private int Find(ulong hash)
    {
        int at = (int)(hash & (ulong)(slots.Length - 1));
        while (slots[at].Line != 0 && slots[at].Hash != hash)
        {
            at = (at + 1) & (slots.Length - 1);
        }

        return at;
    }

    private void Grow()
    {
        (ulong Hash, long Line)[] old = slots;
        slots = new (ulong, long)[Sizes.First(size => size > old.Length)];
        foreach ((ulong Hash, long Line) slot in old)
        {
            if (slot.Line != 0)
            {
                slots[Find(slot.Hash)] = slot;
            }
        }
    }
}
