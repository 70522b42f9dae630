namespace EpmRl.Retrieval.Matching;

/// <summary>Sets of numbers that only ever join: union by size with path halving, near-linear in all.</summary>
internal sealed class DisjointSets
{
    private readonly int[] parent;
    private readonly int[] size;

    /// <summary>Makes a set of each number below the count.</summary>
    public DisjointSets(int count)
    {
        parent = new int[count];
        size = new int[count];
        for (int i = 0; i < count; i++)
        {
            (parent[i], size[i]) = (i, 1);
        }
    }

    /// <summary>The representative of a number's set.</summary>
    public int Find(int i)
    {
        while (parent[i] != i)
        {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }

        return i;
    }

    /// <summary>How many numbers the set of a representative has.</summary>
    public int SizeOf(int root) => size[root];

    /// <summary>Joins two sets by their representatives; <paramref name="into"/> represents both.</summary>
    public void Join(int into, int from)
    {
        parent[from] = into;
        size[into] += size[from];
    }

    /// <summary>Joins the sets of two numbers.</summary>
    /// <returns>False where they were one already.</returns>
    public bool Union(int a, int b)
    {
        (a, b) = (Find(a), Find(b));
        if (a == b)
        {
            return false;
        }

        if (size[a] < size[b])
        {
            (a, b) = (b, a);
        }

        Join(a, b);
        return true;
    }
}
