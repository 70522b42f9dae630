using System.Globalization;
using System.Security.Cryptography;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Matching;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>The pairs of a run.</summary>
/// <param name="Train">Pairs to learn from, in the order drawn; half of them in each order of their listings.</param>
/// <param name="Valid">Pairs to measure on.</param>
/// <param name="Listings">Single listings to learn to read: their prompt and answer.</param>
/// <param name="Hash">SHA-256 of all that is learned from.</param>
internal sealed record GenerativeData(
    IReadOnlyList<GenerativePair> Train, IReadOnlyList<GenerativePair> Valid, IReadOnlyList<(string Prompt, string Answer)> Listings,
    string Hash)
{
    private const int Drawing = 31, Ordering = 32;

    /// <summary>Prepares data sets.</summary>
    /// <param name="sets">The sets.</param>
    /// <param name="rules">How aspects are read.</param>
    /// <param name="prompt">How listings are shown.</param>
    /// <param name="options">How many are drawn.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="InvalidDataException">A set has too few labelled pairs.</exception>
    public static GenerativeData Of(
        IReadOnlyList<MatchingData> sets, AspectRules rules, MatchPrompt prompt, GenerativeTrainingOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sets);
        var train = new List<GenerativePair>();
        var valid = new List<GenerativePair>();
        var listings = new List<(string, string)>();
        for (int number = 0; number < sets.Count; number++)
        {
            MatchingData set = sets[number];
            GenerativeSplit split = GenerativeSplit.Of(set, options.ValidationPairs / sets.Count);
            if (!split.Train.Any(pair => pair.Kind == PairKind.Same) || split.Train.All(pair => pair.Kind == PairKind.Same))
            {
                throw new InvalidDataException(
                    $"'{set.Name}' has {split.Train.Count} training pairs left, not both matches and others. Give more labelled pairs, or "
                        + "hold out fewer with --validation-pairs.");
            }

            EvidenceCatalog catalog = EvidenceCatalog.Of(set.Listings, rules, prompt, cancellationToken);
            Random random = Seeds.Random(options.Seed, Drawing, number);
            foreach (LabelledPair pair in GenerativeSplit.DrawTraining(
                split.Train, options.Pairs / sets.Count, options.MatchShare, random))
            {
                bool same = (pair.Kind == PairKind.Same) != (random.NextDouble() < options.FlippedLabels);
                train.Add(PairOf(set, catalog, split, pair, same, true));
            }

            valid.AddRange(split.Valid.Select(one =>
                PairOf(set, catalog, split, one.Pair, one.Pair.Kind == PairKind.Same, one.IsSeen)));
            int[] order = [.. split.Train.SelectMany(pair => (int[])[pair.Left, pair.Right]).Distinct()];
            random.Shuffle(order);
            listings.AddRange(order.Take(options.ParsedListings / sets.Count).Select(listing => ParseTrace.Of(catalog, listing))
                .OfType<ParseTrace>().Select(trace => (trace.Prompt.ToText(), trace.Text)));
        }

        Random orders = Seeds.Random(options.Seed, Ordering);
        GenerativePair[] drawn = [.. train.Select(pair => orders.Next(2) == 0 ? pair : pair.Swapped())];
        orders.Shuffle(drawn);
        return new GenerativeData(drawn, valid, listings, HashOf(drawn, listings));
    }

    private static GenerativePair PairOf(
        MatchingData set, EvidenceCatalog catalog, GenerativeSplit split, LabelledPair pair, bool isSame, bool isSeen) => new(
        set.Name, catalog.Pair(pair.Left, pair.Right, isSame), isSame, split.Products[pair.Left], isSeen);

    private static string HashOf(IEnumerable<GenerativePair> pairs, IEnumerable<(string Prompt, string Answer)> listings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (GenerativePair pair in pairs)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{pair.A.Hash} {pair.B.Hash} {pair.Evidence.Truth}\n"));
        }

        foreach ((string prompt, string answer) in listings)
        {
            Add($"{prompt}\n{answer}\n");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
