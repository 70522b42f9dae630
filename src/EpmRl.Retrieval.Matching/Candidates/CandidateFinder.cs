using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Finds the pairs of listings that are worth comparing: neighbours by vectors, by character n-grams and by words of their titles, and
/// listings that share an identifier. The result does not depend on the number of
/// threads.
/// </summary>
internal static class CandidateFinder
{
    private const int MostOfDescription = 200; // characters that stand for a missing title

    /// <summary>Finds the candidates in one list or between two.</summary>
    /// <param name="left">The first list.</param>
    /// <param name="right">The second; null for pairs of the first.</param>
    /// <param name="options">How much is searched and kept.</param>
    /// <param name="leftVectors">Vectors of the first list; null to search without.</param>
    /// <param name="rightVectors">Vectors of the second; null with <paramref name="right"/>.</param>
    /// <param name="progress">Receives progress, from several threads.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ArgumentException">The vectors are not those of the listings, or an option is out of its range.</exception>
    public static CandidateSearch Find(
        IReadOnlyList<ProductProfile> left,
        IReadOnlyList<ProductProfile>? right,
        CandidateOptions options,
        ItemVectors? leftVectors = null,
        ItemVectors? rightVectors = null,
        Action<CandidateProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        ThrowIfOfOthers(left, leftVectors, nameof(leftVectors));
        ThrowIfOfOthers(right, rightVectors, nameof(rightVectors));
        bool same = right is null;
        if (leftVectors is not null && !same && rightVectors is null)
        {
            throw new ArgumentException("Vectors are needed of both lists, or of none.", nameof(rightVectors));
        }

        var clock = new StepClock();
        var lists = new List<(CandidateSources, NeighbourLists)>();
        if (leftVectors is not null)
        {
            NeighbourLists dense = DenseNeighbours.Find(
                leftVectors, same ? leftVectors : rightVectors!, options.Searched, options.Threads, Of("vectors"), cancellationToken);
            lists.Add((CandidateSources.Dense, dense));
            clock.Done("vectors");
        }

        string[] leftTexts = Texts(left);
        string[] rightTexts = same ? leftTexts : Texts(right!);
        SparseNeighbours characters = Prepare(leftTexts, rightTexts, TextFeatures.Characters, options, cancellationToken);
        lists.Add((CandidateSources.Characters, characters.Find(
            options.Searched, options.TailShare, options.Threads, Of("characters"), cancellationToken)));
        clock.Done("characters");
        lists.Add((CandidateSources.Words, Prepare(leftTexts, rightTexts, TextFeatures.Words, options, cancellationToken).Find(
            options.Searched, options.TailShare, options.Threads, Of("words"), cancellationToken)));
        clock.Done("words");

        var keys = new KeyPairs(IdentifierKeys.Shipped, left, right, options.MostPerKey, options.Threads, cancellationToken);
        var pairs = new List<CandidatePair>(left.Count * options.Kept);
        foreach ((int a, int b, CandidateSources source) in keys.Pairs)
        {
            pairs.Add(new CandidatePair(a, b, characters.Cosine(a, b), source));
        }

        clock.Done("identifiers");
        var union = new CandidateUnion(lists, options);
        for (int row = 0; row < left.Count; row++)
        {
            union.Add(row, same, pairs);
        }

        pairs = CandidateUnion.Merge(pairs);
        IReadOnlyList<OversizedKey> oversized = keys.Mark(pairs);
        clock.Done("union");
        return new CandidateSearch(pairs, ReportOf(left, right, pairs, oversized, clock.Steps), lists);

        Action<int>? Of(string step) =>
            progress is null ? null : done => progress(new CandidateProgress(step, done, left.Count));
    }

    /// <summary>The text of a listing that is searched: its title without markup, folded; without one, the description's start.</summary>
    internal static string TextOf(ProductProfile listing)
    {
        string title = listing.Title;
        if (string.IsNullOrWhiteSpace(title))
        {
            title = listing.Description.Length <= MostOfDescription ? listing.Description : listing.Description[..MostOfDescription];
        }

        return TextKey.Of(PlainText.Of(title).Text);
    }

    private static string[] Texts(IReadOnlyList<ProductProfile> listings) => [.. listings.Select(TextOf)];

    private static SparseNeighbours Prepare(
        string[] left, string[] right, FeatureReader read, CandidateOptions options, CancellationToken cancellationToken)
    {
        var queries = SparseRows.Of(left, read, options.Threads, cancellationToken);
        SparseRows targets = ReferenceEquals(left, right) ? queries : SparseRows.Of(right, read, options.Threads, cancellationToken);
        SparseWeights weights = ReferenceEquals(queries, targets) ? new(queries) : new(queries, targets);
        return new SparseNeighbours(queries, targets, weights);
    }

    private static CandidateReport ReportOf(
        IReadOnlyList<ProductProfile> left, IReadOnlyList<ProductProfile>? right, List<CandidatePair> pairs,
        IReadOnlyList<OversizedKey> oversized, IReadOnlyList<(string, double)> steps)
    {
        var by = new Dictionary<CandidateSources, int>();
        var only = new Dictionary<CandidateSources, int>();
        foreach (CandidateSources source in Enum.GetValues<CandidateSources>().Where(source => source != CandidateSources.None))
        {
            by[source] = pairs.Count(pair => (pair.By & source) != 0);
            only[source] = pairs.Count(pair => pair.By == source);
        }

        return new CandidateReport
        {
            Left = left.Count, Right = right?.Count, Pairs = pairs.Count, BySource = by, OnlyBySource = only, Oversized = oversized,
            Steps = steps,
        };
    }

    private static void ThrowIfOfOthers(IReadOnlyList<ProductProfile>? listings, ItemVectors? vectors, string name)
    {
        if (vectors is not null && vectors.Count != listings?.Count)
        {
            throw new ArgumentException($"Expected the vectors of {listings?.Count ?? 0} listings, got {vectors.Count}.", name);
        }
    }

    private sealed class StepClock
    {
        private readonly List<(string, double)> steps = [];
        private long last = TimeProvider.System.GetTimestamp();

        public IReadOnlyList<(string Step, double Seconds)> Steps => steps;

        public void Done(string step)
        {
            steps.Add((step, TimeProvider.System.GetElapsedTime(last).TotalSeconds));
            last = TimeProvider.System.GetTimestamp();
        }
    }
}
