using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>
/// The batches of a run by step: each pass in another order, examples of like length together, since padding costs as much as text. A
/// function of seed and step alone, so that a resumed run takes the same ones.
/// </summary>
/// <param name="lengths">Length of each example.</param>
/// <param name="size">Examples of a batch.</param>
/// <param name="seed">Seed of the order.</param>
internal sealed class BatchOrder(IReadOnlyList<int> lengths, int size, int seed)
{
    private const int Pool = 16; // batches that are sorted by length together
    private const int Purpose = 21;

    private int pass = -1;
    private int[][] batches = [];

    /// <summary>Steps of one pass.</summary>
    public int StepsPerPass { get; } = (lengths.Count + size - 1) / size;

    /// <summary>The examples of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <returns>Their positions.</returns>
    public IReadOnlyList<int> At(int step)
    {
        if (step / StepsPerPass != pass)
        {
            pass = step / StepsPerPass;
            batches = Batches(Seeds.Random(seed, Purpose, pass));
        }

        return batches[step % StepsPerPass];
    }

    private int[][] Batches(Random random)
    {
        int[] shuffled = [.. Enumerable.Range(0, lengths.Count)];
        random.Shuffle(shuffled);
        var all = new List<int[]>();
        foreach (int[] pool in shuffled.Chunk(size * Pool))
        {
            int[][] sorted = [.. pool.OrderBy(place => lengths[place]).Chunk(size)];
            random.Shuffle(sorted);
            all.AddRange(sorted);
        }

        return [.. all];
    }
}
