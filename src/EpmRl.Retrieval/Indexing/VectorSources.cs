namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Locations of the vectors of a plan's prompts. It holds only the plan's keys, however many others exist: 24 bytes each.
/// </summary>
internal sealed class VectorSources
{
    private readonly UInt128[] keys; // in order, each once
    private readonly long[] places; // of keys[i]: 0 while missing, otherwise twice the offset, plus 1 in the staging file

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

    /// <summary>Number of distinct prompts.</summary>
    public int Count => keys.Length;

    /// <summary>Number of prompts whose vectors are missing.</summary>
    public int Missing { get; private set; }

    public bool IsAtHand(UInt128 key) => Array.BinarySearch(keys, key) is >= 0 and int at && places[at] != 0;

    /// <summary>Records the location of a vector, if the plan has its prompt. The last call wins.</summary>
    public void Note(UInt128 key, VectorSource source)
    {
        int at = Array.BinarySearch(keys, key);
        if (at >= 0)
        {
            Missing -= places[at] == 0 ? 1 : 0;
            places[at] = (source.Offset << 1) | (source.InStaging ? 1L : 0);
        }
    }

    /// <exception cref="KeyNotFoundException">The vector is missing.</exception>
    public VectorSource Find(UInt128 key) => Array.BinarySearch(keys, key) is >= 0 and int at && places[at] != 0
        ? new VectorSource((places[at] & 1) != 0, places[at] >> 1)
        : throw new KeyNotFoundException("A prompt's vector was neither encoded nor found.");
}

/// <summary>Location of a vector that need not be encoded.</summary>
/// <param name="InStaging">True for the staging file, false for the previous version.</param>
/// <param name="Offset">Its first byte; never 0, where files have their header.</param>
internal readonly record struct VectorSource(bool InStaging, long Offset);
