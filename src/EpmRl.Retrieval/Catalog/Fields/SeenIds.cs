using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Tells ids that were used before, in bounded memory: hashes of 64 bits and the lines they were first on.</summary>
/// <remarks>Two different ids of 8 million have the same hash with a probability of 2e-6. Beyond <see cref="Most"/> ids no new ones are remembered.</remarks>
internal sealed class SeenIds
{
    /// <summary>How many ids are remembered: 256 MiB at most.</summary>
    public const int Most = 1 << 23;

    // A long file gets room for all its ids early, so that its memory does not grow while it is read.
    private static readonly int[] Sizes = [1 << 10, 1 << 14, 1 << 21, 1 << 23, 2 * Most];

    private (ulong Hash, long Line)[] slots = new (ulong, long)[Sizes[0]];
    private int count;

    /// <summary>Remembers an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="line">The line it is on, from 1.</param>
    /// <returns>The line it was on first; 0 where it is new.</returns>
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
