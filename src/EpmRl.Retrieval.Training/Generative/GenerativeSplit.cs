using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Matching;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>
/// Splits a set's labelled pairs by product: a share of the products is held out completely, so that validation tells seen products from
/// unseen ones. The same seed gives the same split.
/// </summary>
/// <param name="Train">Training pairs of products that are not held out.</param>
/// <param name="Valid">Validation pairs, drawn at the set's own class ratio: seen ones, then unseen ones.</param>
/// <param name="Products">The product of each listing, as a number.</param>
internal sealed record GenerativeSplit(
    IReadOnlyList<LabelledPair> Train, IReadOnlyList<(LabelledPair Pair, bool IsSeen)> Valid, int[] Products)
{
    private const double HeldOutShare = 0.3;
    private const string ClusterColumn = "cluster_id";

    // One fixed split whatever a run's own seed is: runs of several seeds are compared on the same pairs.
    private const int SplitSeed = 20_260;

    /// <summary>Splits a set.</summary>
    /// <param name="data">The set.</param>
    /// <param name="validation">Pairs to measure on, half of each kind; fewer where the set has fewer, none for 0.</param>
    public static GenerativeSplit Of(MatchingData data, int validation)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] products = ProductsOf(data);
        if (validation == 0 || data.Valid.Count == 0)
        {
            return new GenerativeSplit(data.Train, [], products);
        }

        Random random = Seeds.Random(SplitSeed);
        int[] asked = [.. data.Valid.SelectMany(pair => (int[])[products[pair.Left], products[pair.Right]]).Distinct().Order()];
        random.Shuffle(asked);
        HashSet<int> held = [.. asked.Take((int)(asked.Length * HeldOutShare))];
        LabelledPair[] train = [.. data.Train.Where(pair => !IsHeld(pair.Left) && !IsHeld(pair.Right))];
        HashSet<int> known = [.. train.SelectMany(pair => (int[])[products[pair.Left], products[pair.Right]])];
        LabelledPair[] seen = [.. data.Valid.Where(pair => known.Contains(products[pair.Left]) && known.Contains(products[pair.Right]))];
        LabelledPair[] unseen =
            [.. data.Valid.Where(pair => !known.Contains(products[pair.Left]) && !known.Contains(products[pair.Right]))];
        return new GenerativeSplit(
            train,
            [
                .. Draw(seen, validation - (validation / 2), random).Select(pair => (pair, true)),
                .. Draw(unseen, validation / 2, random).Select(pair => (pair, false)),
            ],
            products);

        bool IsHeld(int listing) => held.Contains(products[listing]);
    }

    /// <summary>Draws training pairs, a share of them matches where there are enough of each kind.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="share">The share of matches, in (0, 1).</param>
    /// <param name="random">Draws.</param>
    public static LabelledPair[] DrawTraining(IReadOnlyList<LabelledPair> pairs, int count, double share, Random random)
    {
        LabelledPair[] matches = Shuffled(pairs.Where(pair => pair.Kind == PairKind.Same), random);
        LabelledPair[] others = Shuffled(pairs.Where(pair => pair.Kind != PairKind.Same), random);
        int wanted = Math.Min(matches.Length, Math.Max((int)(count * share), count - others.Length));
        LabelledPair[] drawn = [.. matches.Take(wanted), .. others.Take(count - wanted)];
        random.Shuffle(drawn);
        return drawn;
    }

    // By the column of clusters where every listing has one, else by the labelled matches.
    private static int[] ProductsOf(MatchingData data)
    {
        string?[] clusters = [.. data.Listings.Select(ClusterOf)];
        if (clusters.Contains(null))
        {
            return ProductNumbers.Of(
                data.Listings.Count,
                data.Train.Concat(data.Valid).Where(pair => pair.Kind == PairKind.Same).Select(pair => (pair.Left, pair.Right)));
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. clusters.Select(cluster => numbers.TryAdd(cluster!, numbers.Count) ? numbers.Count - 1 : numbers[cluster!])];
    }

    private static string? ClusterOf(ProductProfile listing) => listing.TryGetColumn(ClusterColumn, out JsonElement cluster)
        ? cluster.ValueKind is JsonValueKind.String or JsonValueKind.Number && cluster.ToString() is { Length: > 0 } text ? text : null
        : null;

    private static LabelledPair[] Draw(LabelledPair[] pairs, int count, Random random) => [.. Shuffled(pairs, random).Take(count)];

    private static LabelledPair[] Shuffled(IEnumerable<LabelledPair> pairs, Random random)
    {
        LabelledPair[] shuffled = [.. pairs];
        random.Shuffle(shuffled);
        return shuffled;
    }
}
