using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>
/// Trains the fast matcher on labelled pairs of one or several data sets. All scores that later stages learn from come from models that
/// did not see the pair's products: folds are grouped by product.
/// </summary>
/// <param name="rules">The aspects.</param>
/// <param name="options">How it is trained.</param>
/// <param name="say">Receives a line for each stage.</param>
internal sealed class MatcherTrainer(AspectRules rules, MatcherTrainingOptions options, Action<string> say)
{
    private const int LeastCount = 3; // listings of a word of the background
    private const float AlikeVariant = 0.5f;
    private const double SetEvenness = 0.7; // 0: a data set counts by its size; 1: all count the same
    private const int ManyRows = 40_000; // from here on, larger trees pay

    /// <summary>Trains.</summary>
    /// <exception cref="InvalidDataException">There are too few labelled pairs.</exception>
    public async Task<TrainedMatcher> TrainAsync(IReadOnlyList<MatchingData> data, CancellationToken cancellationToken = default)
    {
        foreach (MatchingData one in data)
        {
            int matches = one.Train.Count(pair => pair.Kind == PairKind.Same);
            if (matches < 20 || one.Train.Count - matches < 20)
            {
                throw new InvalidDataException(
                    $"'{one.Name}' has {matches} matching and {one.Train.Count - matches} other training pairs; expected at least "
                        + "20 of each.");
            }
        }

        PairLearning.Check(options.PairEncoder);
        (Dictionary<string, int> background, int listings) = BackgroundOf(data, cancellationToken);
        MatchingSet[] sets =
            [.. data.Select(one => MatchingSet.Of(one, rules, background, listings, options, cancellationToken))];
        double usual = sets.Average(set => set.Weight);
        float[] shares = [.. sets.Select(set => (float)Math.Pow(usual / set.Weight, SetEvenness))];
        say($"{sets.Sum(set => set.Data.Listings.Count):N0} listings, {sets.Sum(set => set.Data.Train.Count):N0} labelled pairs, "
            + $"{sets.Sum(set => set.Pairs.Count - set.Data.Train.Count):N0} edited pairs.");

        DifferenceWeights[] wordsWithout = [.. Enumerable.Range(0, options.Folds).Select(fold => WordsOf(sets, fold))];
        DifferenceWeights words = WordsOf(sets, without: -1);
        FoldRows own = OwnRows(sets, shares, wordsWithout, cancellationToken);
        (BoostedTrees[] firstWithout, BoostedTrees first) = TrainFolds(own, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        say("The model of pairs alone is trained.");

        FoldRows halved = ContextRows(sets, shares, wordsWithout, firstWithout, halve: true, cancellationToken);
        FoldRows full = ContextRows(sets, shares, wordsWithout, firstWithout, halve: false, cancellationToken);
        var scores = new double[full.Rows.Count];
        (BoostedTrees[] without, BoostedTrees same) = TrainFolds(halved, cancellationToken);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = without[full.Rows[i].Fold].Score(full.Rows[i].Features);
        }

        BoostedTrees related = TrainOn(
            own with { Rows = [.. own.Rows.Where(IsKnownRelated)] }, _ => true, row => row.Label is PairKind.Same or PairKind.Variant, 0);
        say("The model of pairs in context is trained.");

        MatchCalibration calibration = CalibrationFit.Of(
            [.. full.Rows.Select((row, i) => (row, i)).Where(pair => !pair.row.IsEdited)
                .Select(pair => (scores[pair.i], pair.row.Label == PairKind.Same, pair.row.Weight))]);
        var model = new MatcherModel
        {
            Name = options.Name,
            AspectsVersion = rules.Version,
            FeatureNames = [.. new PairFeatures(rules, words).Names, .. ContextFeatures.Names],
            First = first,
            Same = same,
            Related = related,
            Words = words,
            Background = background,
            BackgroundListings = listings,
            Calibration = calibration,
        };
        using IPairEncoder? encoder = options.PairEncoder is null ? null : PairLearning.Train(
            options.PairEncoder, sets, rules.Aspects.Count, say, cancellationToken);
        if (encoder is not null)
        {
            model = model with
            {
                Join = PairLearning.Join(
                    encoder, sets, [.. full.Rows.Select((row, i) => (calibration.LogOdds(scores[i]), row.Weight))], cancellationToken),
            };
        }

        return new TrainedMatcher(
            model, OutOfFold(sets, full, scores, calibration),
            await ValidateAsync(data, model, encoder, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Measures a model on the validation pairs of each data set, at its threshold.</summary>
    private async Task<IReadOnlyList<(string, MatchFigures)>> ValidateAsync(
        IReadOnlyList<MatchingData> data, MatcherModel model, IPairEncoder? encoder, CancellationToken cancellationToken)
    {
        var matcher = new FastMatcher(model, rules, encoder: encoder);
        var figures = new List<(string, MatchFigures)>();
        foreach (MatchingData one in data.Where(one => one.Valid.Count > 0))
        {
            figures.Add((one.Name, await MatcherMeasure.OfAsync(one, one.Valid, matcher, cancellationToken).ConfigureAwait(false)));
        }

        return figures;
    }

    private static IReadOnlyList<(string, MatchFigures)> OutOfFold(
        MatchingSet[] sets, FoldRows full, double[] scores, MatchCalibration calibration) =>
        [.. sets.Select((set, number) => (set.Data.Name, MatchFigures.Of(
            [.. full.Rows.Select((row, i) => (row, i)).Where(pair => pair.row.Set == number && !pair.row.IsEdited)
                .Select(pair => (scores[pair.i], calibration.Probability(scores[pair.i]) >= calibration.SameFrom,
                    pair.row.Label == PairKind.Same))])))];

    private static (Dictionary<string, int>, int) BackgroundOf(IReadOnlyList<MatchingData> data, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        int listings = 0;
        foreach (ProductProfile listing in data.SelectMany(one => one.Listings))
        {
            cancellationToken.ThrowIfCancellationRequested();
            listings++;
            IEnumerable<string> words = Mentions.FieldText.Of(listing).SelectMany(field => field.Words).Select(word => word.Key);
            foreach (string word in words.Distinct(StringComparer.Ordinal))
            {
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;
            }
        }

        return (counts.Where(pair => pair.Value >= LeastCount).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
            listings);
    }

    private static DifferenceWeights WordsOf(MatchingSet[] sets, int without) => DifferenceTrainer.Train(sets.SelectMany(set =>
        set.Pairs.Select((pair, i) => (pair, i)).Where(one => set.Folds[one.i] != without).Select(one =>
        {
            PreparedListing a = set.Catalog.Listings[one.pair.Left], b = set.Catalog.Listings[one.pair.Right];
            return (TitleCoverage.Of(a, b).Open, TitleCoverage.Of(b, a).Open, one.pair.Kind == PairKind.Same);
        })));

    // A pair that is asked alone has no catalogue.
    private static bool NoRivals(int listing) => false;

    private FoldRows OwnRows(MatchingSet[] sets, float[] shares, DifferenceWeights[] words, CancellationToken cancellationToken)
    {
        PairFeatures[] features = [.. words.Select(one => new PairFeatures(rules, one))];
        return Rows(sets, shares, 1, cancellationToken, (set, pair, fold, _) =>
        {
            var values = new float[features[fold].Names.Count];
            var aligned = new AlignedAspect[rules.Aspects.Count];
            PreparedListing a = set.Catalog.Listings[pair.Left], b = set.Catalog.Listings[pair.Right];
            AspectAlignment.Align(a, b, rules, aligned);
            features[fold].Write(a, b, aligned, values);
            return values;
        });
    }

    private FoldRows ContextRows(
        MatchingSet[] sets, float[] shares, DifferenceWeights[] words, BoostedTrees[] first, bool halve,
            CancellationToken cancellationToken)
    {
        Dictionary<MatchingSet, PairScorer[]> scorers = sets.ToDictionary(set => set, set => words.Select((one, fold) => new PairScorer(
            set.Catalog.Listings, rules, new PairFeatures(rules, one), first[fold], set.Context)).ToArray());
        return Rows(sets, shares, halve ? options.Halvings + 1 : 1, cancellationToken, (set, pair, fold, round) =>
        {
            PairScorer scorer = scorers[set][fold];
            var values = new float[scorer.Count];
            scorer.Write(pair.Left, pair.Right, values, new AlignedAspect[rules.Aspects.Count], !halve ? null : round < options.Halvings
                ? set.HalfOf(round) : NoRivals);
            return values;
        });
    }

    private static FoldRows Rows(
        MatchingSet[] sets, float[] shares, int rounds, CancellationToken cancellationToken, Func<MatchingSet, LabelledPair, int, int,
            float[]> describe)
    {
        var rows = new List<FoldRow>();
        for (int number = 0; number < sets.Length; number++)
        {
            MatchingSet set = sets[number];
            for (int round = 0; round < rounds; round++)
            {
                var made = new FoldRow[set.Pairs.Count];
                (int own, int place) = (round, number);
                Parallel.For(0, made.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
                {
                    LabelledPair pair = set.Pairs[i];
                    made[i] = new FoldRow(
                        place, set.Folds[i], i >= set.Data.Train.Count, pair.Kind, pair.Weight * shares[place],
                            describe(set, pair, set.Folds[i], own),
                        CatalogContext.Likeness(set.Catalog.Listings[pair.Left], set.Catalog.Listings[pair.Right]));
                });
                rows.AddRange(made);
            }
        }

        return new FoldRows(rows);
    }

    // A model without each fold, and one of all; as many at a time as there are processors.
    private (BoostedTrees[] Without, BoostedTrees All) TrainFolds(FoldRows rows, CancellationToken cancellationToken)
    {
        var models = new BoostedTrees[options.Folds + 1];
        Parallel.For(0, models.Length, new ParallelOptions { CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Environment.ProcessorCount }, fold =>
            models[fold] = TrainOn(rows, other => other != fold, row => row.Label == PairKind.Same, fold));
        return (models[..^1], models[^1]);
    }

    private BoostedTrees TrainOn(FoldRows rows, Func<int, bool> isIn, Func<FoldRow, bool> isPositive, int fold)
    {
        FoldRow[] used = [.. rows.Rows.Where(row => isIn(row.Fold))];
        return BoostingTrainer.Train(
            [.. used.Select(row => row.Features)], [.. used.Select(isPositive)], [.. used.Select(row => row.Weight)],
            used.Length < ManyRows ? options.Boosting : options.Boosting with { Leaves = 2 * options.Boosting.Leaves,
                Trees = 3 * options.Boosting.Trees / 2 },
            options.Seed + fold);
    }

    // A labelled pair that is no match may be a variant: a pair that is alike teaches nothing about relatedness.
    private static bool IsKnownRelated(FoldRow row) => row.Label != PairKind.Other || row.Likeness < AlikeVariant;

    private sealed record FoldRows(IReadOnlyList<FoldRow> Rows);

    private readonly record struct FoldRow(
        int Set, int Fold, bool IsEdited, PairKind Label, float Weight, float[] Features, float Likeness);
}
