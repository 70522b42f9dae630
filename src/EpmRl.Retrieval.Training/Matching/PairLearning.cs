using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Matching.Onnx;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>
/// The pair encoder's part of a training: it learns from all folds but the first, and the first says how it is joined with the trees.
/// </summary>
internal static class PairLearning
{
    private const int HeldOut = 0; // the fold that the encoder does not see
    private const int MostReported = 1_500; // held-out pairs of a line of progress
    private const float LeastWeight = 0.3f, MostWeight = 2;

    /// <summary>Checks the base of a pair encoder, before minutes are spent on the trees.</summary>
    /// <exception cref="Encoding.ModelFormatException">The base is missing or damaged.</exception>
    public static void Check(PairEncoderOptions? options)
    {
        if (options is not null && !OnnxPairEncoder.IsAt(options.Base))
        {
            EncoderModel.Open(options.Base).Dispose();
        }
    }

    /// <summary>Trains, writes and opens an encoder. A base that is a trained pair encoder is used as it is.</summary>
    public static IPairEncoder Train(
        PairEncoderOptions options, IReadOnlyList<MatchingSet> sets, int aspects, Action<string> say, CancellationToken cancellationToken)
    {
        if (OnnxPairEncoder.IsAt(options.Base))
        {
            say($"{options.Base} is a trained pair encoder and is used as it is.");
            CopyFiles(options.Base, options.Folder);
            return OnnxPairEncoder.Open(options.Folder);
        }

        Random random = Seeds.Random(options.Seed, 13);
        int[] counts = [.. Shares([.. sets.Select(set => set.Folds.Count(fold => fold != HeldOut))], options.Pairs)];
        var examples = new List<PairExample>();
        var heldOut = new List<PairExample>();
        var listings = new List<PreparedListing>();
        for (int number = 0; number < sets.Count; number++)
        {
            MatchingSet set = sets[number];
            int[] learned = [.. Enumerable.Range(0, set.Pairs.Count).Where(i => set.Folds[i] != HeldOut)];
            random.Shuffle(learned);
            examples.AddRange(learned.Take(counts[number]).Select(i => Example(set, set.Pairs[i])));
            heldOut.AddRange(Enumerable.Range(0, set.Data.Train.Count).Where(i => set.Folds[i] == HeldOut)
                .Select(i => Example(set, set.Pairs[i])));
            listings.AddRange(set.Catalog.Listings.Take(set.Data.Listings.Count));
        }

        say($"The pair encoder learns from {examples.Count:N0} pairs; {heldOut.Count:N0} of other products are held out.");
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(heldOut));
        using var trainer = new PairEncoderTrainer(options, say);
        trainer.Train(listings, aspects, examples, [.. heldOut.Take(MostReported)], cancellationToken);
        trainer.Save(options.Folder, cancellationToken);
        return OnnxPairEncoder.Open(options.Folder);
    }

    /// <summary>Fits the join on the held-out fold, with the encoder as it is used.</summary>
    /// <param name="encoder">The trained encoder.</param>
    /// <param name="sets">The data sets.</param>
    /// <param name="trees">The trees' out-of-fold log-odds of each pair of each set, in order, and its weight.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static PairJoin Join(
        IPairEncoder encoder, IReadOnlyList<MatchingSet> sets, IReadOnlyList<(double LogOdds, float Weight)> trees,
        CancellationToken cancellationToken)
    {
        var pairs = new List<MarkedPair>();
        var known = new List<(double Trees, bool Same, float Weight)>();
        int row = 0;
        foreach (MatchingSet set in sets)
        {
            for (int i = 0; i < set.Pairs.Count; i++, row++)
            {
                if (set.Folds[i] == HeldOut && i < set.Data.Train.Count)
                {
                    pairs.Add(Example(set, set.Pairs[i]).Texts);
                    known.Add((trees[row].LogOdds, set.Pairs[i].Kind == PairKind.Same, trees[row].Weight));
                }
            }
        }

        float[] scores = encoder.Score(pairs, cancellationToken);
        return PairJoinFit.Of([.. known.Select((pair, i) => (pair.Trees, (double)scores[i], pair.Same, pair.Weight))]);
    }

    /// <summary>Divides a number among sets as evenly as their sizes allow.</summary>
    internal static IReadOnlyList<int> Shares(IReadOnlyList<int> sizes, int total)
    {
        var shares = new int[sizes.Count];
        int left = total, sets = sizes.Count;
        foreach (int place in Enumerable.Range(0, sizes.Count).OrderBy(place => sizes[place]))
        {
            shares[place] = Math.Min(sizes[place], left / sets--);
            left -= shares[place];
        }

        return shares;
    }

    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
        {
            string target = Path.Combine(to, Path.GetFileName(file));
            if (Path.GetFullPath(target) != Path.GetFullPath(file))
            {
                AtomicFile.Write(Path.GetFullPath(target), stream =>
                {
                    using FileStream source = File.OpenRead(file);
                    source.CopyTo(stream);
                });
            }
        }
    }

    private static PairExample Example(MatchingSet set, LabelledPair pair) => new(
        WordMarks.Of(set.Catalog.Listings[pair.Left], set.Catalog.Listings[pair.Right]), pair.Kind == PairKind.Same,
        Math.Clamp(pair.Weight, LeastWeight, MostWeight));
}
