namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Where the vectors of a plan's prompts lie. Holds the plan's keys alone, however many there are elsewhere: 24 bytes each.
/// </summary>
internal sealed class VectorSources
{
    private readonly UInt128[] keys; // in order, each once
    private readonly long[] places; // of keys[i]: 0 while it is not at hand, else twice the offset, plus 1 in the staging file

    /// <param name="rows">The key of every row; not kept.</param>
    public VectorSources(UInt128[] rows)
    {
        var sorted = (UInt128[])rows.Clone();
        Array.Sort(sorted);
        int count = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
            {
                sorted[count++] = sorted[i];
            }
        }

        keys = count == sorted.Length ? sorted : sorted[..count];
        places = new long[count];
        Missing = count;
    }

    /// <summary>Number of different prompts.</summary>
    public int Count => keys.Length;

    /// <summary>How many of them are nowhere yet.</summary>
    public int Missing { get; private set; }

    public bool IsAtHand(UInt128 key) => Array.BinarySearch(keys, key) is >= 0 and int at && places[at] != 0;

    /// <summary>Notes where a vector lies, if the plan has its prompt. The latest note counts.</summary>
    public void Note(UInt128 key, VectorSource source)
    {
        int at = Array.BinarySearch(keys, key);
        if (at >= 0)
        {
            Missing -= places[at] == 0 ? 1 : 0;
            places[at] = (source.Offset << 1) | (source.InStaging ? 1L : 0);
        }
    }

    /// <exception cref="KeyNotFoundException">The vector is not at hand.</exception>
    public VectorSource Find(UInt128 key) => Array.BinarySearch(keys, key) is >= 0 and int at && places[at] != 0
        ? new VectorSource((places[at] & 1) != 0, places[at] >> 1)
        : throw new KeyNotFoundException("A prompt's vector was neither encoded nor found.");
}

/// <summary>Where a vector lies that need not be encoded.</summary>
/// <param name="InStaging">In the staging file; else in the previous version.</param>
/// <param name="Offset">Its first byte; never 0, where files have their header.</param>
internal readonly record struct VectorSource(bool InStaging, long Offset);
