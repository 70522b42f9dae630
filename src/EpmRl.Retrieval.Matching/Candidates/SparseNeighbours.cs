namespace EpmRl.Retrieval.Matching;

/// <summary>Finds the texts with the highest tf-idf cosines, on all cores.</summary>
/// <remarks>
/// Two passes, after MaxScore (Turtle and Flood, 1995): the rare features of a text are looked up in posting lists and summed; its most
/// frequent ones, which have most of the postings and little of the weight, only bound what a text can still gain. Texts whose bound
/// reaches the last place are compared completely, those of the highest bound first, and at most <see cref="LeastCompared"/> (more where
/// many neighbours are wanted). So the answer is exact but for the last places of texts that have very many near neighbours; a test
/// measures it.
/// </remarks>
internal sealed class SparseNeighbours
{
    private const int LeastCompared = 512;
    private const int ComparedPerNeighbour = 16;
    private const int FewPostings = 32; // lists as short as this are always visited
    private const int Block = 128; // texts that a thread takes at a time
    private const float Slack = 1e-4f; // the bound is computed in another order than the cosine

    private readonly SparseRows queries;
    private readonly SparseRows targets;
    private readonly SparseWeights weights;
    private readonly float[] queryNorms;
    private readonly float[] targetNorms;
    private readonly PostingLists postings;
    private readonly bool same;

    /// <summary>Prepares a search.</summary>
    /// <param name="queries">The texts that neighbours are searched for.</param>
    /// <param name="targets">The texts searched; the same object for neighbours in one list, where no text is its own.</param>
    /// <param name="weights">The weights of the features of both.</param>
    public SparseNeighbours(SparseRows queries, SparseRows targets, SparseWeights weights)
    {
        this.queries = queries;
        this.targets = targets;
        this.weights = weights;
        same = ReferenceEquals(queries, targets);
        queryNorms = weights.InverseNorms(queries);
        targetNorms = same ? queryNorms : weights.InverseNorms(targets);
        postings = new PostingLists(targets);
    }

    /// <summary>The cosine of a query and a target.</summary>
    public float Cosine(int query, int target) =>
        weights.Cosine(queries[query], queryNorms[query], targets[target], targetNorms[target]);

    /// <summary>Finds the neighbours of every query.</summary>
    /// <param name="depth">Neighbours of each.</param>
    /// <param name="tailShare">Share of a text's weight left to the second pass.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="progress">Receives the number of further queries done.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public NeighbourLists Find(int depth, float tailShare, int threads, Action<int>? progress, CancellationToken cancellationToken)
    {
        var found = new NeighbourLists(queries.Count, depth);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        int blocks = (queries.Count + Block - 1) / Block;
        Parallel.For(0, blocks, parallel, () => new Scratch(targets.Count, depth), (block, _, scratch) =>
        {
            int end = Math.Min(queries.Count, (block + 1) * Block);
            for (int query = block * Block; query < end; query++)
            {
                Search(query, tailShare, scratch, found);
            }

            progress?.Invoke(end - (block * Block));
            return scratch;
        }, _ => { });
        return found;
    }

    private void Search(int query, float tailShare, Scratch scratch, NeighbourLists found)
    {
        ReadOnlySpan<int> features = queries[query];
        float norm = queryNorms[query];
        if (norm == 0)
        {
            return; // no features
        }

        float tail = Accumulate(query, features, tailShare, scratch);

        // The best by what is summed so far, compared completely, set the level that all others must be able to reach.
        foreach (int target in scratch.Touched)
        {
            float reached = scratch.Sums[target] * targetNorms[target];
            if (reached > 0 && reached >= scratch.Best.LeastOf(0))
            {
                scratch.Best.Offer(0, target, reached);
            }
        }

        foreach (int feature in features)
        {
            scratch.Mark(feature);
        }

        ReadOnlySpan<int> best = scratch.Best.IdsOf(0);
        foreach (int target in best)
        {
            found.Offer(query, target, Complete(target, norm, scratch));
            scratch.Sums[target] = -1; // done
        }

        float level = (found.LeastOf(query) / norm) - Slack;
        int count = 0;
        foreach (int target in scratch.Touched)
        {
            float sum = scratch.Sums[target];
            if (sum > 0 && (sum + tail) * targetNorms[target] >= level)
            {
                scratch.Bounds[count] = -(sum + tail) * targetNorms[target];
                scratch.Reaching[count++] = target;
            }
        }

        Array.Sort(scratch.Bounds, scratch.Reaching, 0, count);
        int most = Math.Max(LeastCompared, ComparedPerNeighbour * found.Depth);
        for (int i = 0; i < Math.Min(count, most) && -scratch.Bounds[i] * norm >= found.LeastOf(query) - Slack; i++)
        {
            found.Offer(query, scratch.Reaching[i], Complete(scratch.Reaching[i], norm, scratch));
        }

        foreach (int feature in features)
        {
            scratch.Unmark(feature);
        }

        scratch.Clear();
    }

    // Sums the rare features over their posting lists; gives the weight of the others.
    private float Accumulate(int query, ReadOnlySpan<int> features, float tailShare, Scratch scratch)
    {
        Span<long> order = scratch.Order(features.Length);
        float all = 0;
        for (int i = 0; i < features.Length; i++)
        {
            order[i] = ((long)postings.CountOf(features[i]) << 32) | (uint)features[i];
            all += weights[features[i]];
        }

        order.Sort();
        float tail = 0;
        int visited = order.Length;
        while (visited > 0 && order[visited - 1] >> 32 > FewPostings
            && tail + weights[(int)order[visited - 1]] is var more && more <= all * tailShare)
        {
            tail = more;
            visited--;
        }

        float[] sums = scratch.Sums;
        int[] touched = scratch.TouchedBuffer;
        int count = 0;
        for (int i = 0; i < visited; i++)
        {
            int feature = (int)order[i];
            float weight = weights[feature];
            foreach (int target in postings[feature])
            {
                ref float sum = ref sums[target];
                touched[count] = target;
                count += sum == 0 ? 1 : 0;
                sum += weight;
            }
        }

        scratch.TouchedCount = count;
        if (same && sums[query] > 0)
        {
            sums[query] = -1; // no text is its own neighbour
        }

        return tail;
    }

    // The same sum as that of SparseWeights.Cosine, in the same order.
    private float Complete(int target, float norm, Scratch scratch)
    {
        float sum = 0;
        foreach (int feature in targets[target])
        {
            if (scratch.IsMarked(feature))
            {
                sum += weights[feature];
            }
        }

        return Math.Min(1, sum * (norm * targetNorms[target]));
    }

    /// <summary>What one thread writes on.</summary>
    private sealed class Scratch(int targets, int depth)
    {
        private readonly ulong[] marks = new ulong[TextFeatures.Buckets / 64];
        private long[] order = new long[256];

        public float[] Sums { get; } = new float[targets];

        public int[] TouchedBuffer { get; } = new int[targets + 1]; // a place is written before it is known to count

        public int TouchedCount { get; set; }

        public ReadOnlySpan<int> Touched => TouchedBuffer.AsSpan(0, TouchedCount);

        public int[] Reaching { get; } = new int[targets];

        public float[] Bounds { get; } = new float[targets];

        public NeighbourLists Best { get; } = new(1, depth);

        public Span<long> Order(int length)
        {
            if (order.Length < length)
            {
                order = new long[length * 2];
            }

            return order.AsSpan(0, length);
        }

        public void Mark(int feature) => marks[feature >> 6] |= 1UL << feature;

        public void Unmark(int feature) => marks[feature >> 6] &= ~(1UL << feature);

        public bool IsMarked(int feature) => (marks[feature >> 6] & (1UL << feature)) != 0;

        public void Clear()
        {
            foreach (int target in Touched)
            {
                Sums[target] = 0;
            }

            Best.Clear(0);
        }
    }
}
