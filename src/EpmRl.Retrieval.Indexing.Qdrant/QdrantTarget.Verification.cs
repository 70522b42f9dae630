using System.Globalization;
using System.Numerics.Tensors;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <content>Compares a loaded version with its source.</content>
public sealed partial class QdrantTarget
{
    private const int Samples = 32;
    private const int SampleLimit = 10;
    private const int MostProblems = 20;
    private const float VectorTolerance = 1e-6f;

    /// <inheritdoc/>
    /// <remarks>
    /// Compares settings and payload indexes, the exact counts per kind and per scope, and for 32 rows spread over the version the stored
    /// point, the values of its category, the categories and a free search, all exactly.
    /// </remarks>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or refuses.</exception>
    public async ValueTask<IReadOnlyList<string>> VerifyAsync(EmbeddedVectorIndex version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        _ = await ServerVersionAsync(cancellationToken).ConfigureAwait(false);
        string collection = CollectionNames.Of(options.Alias, version.Manifest.Version);
        CollectionInfo info;
        try
        {
            info = await server.Collections.GetAsync(collection, cancellationToken).ConfigureAwait(false);
        }
        catch (QdrantCallException failed) when (failed.Failure == QdrantFailure.NotFound)
        {
            return [$"{Name} has no collection '{collection}'. Load the version first."];
        }

        if (CollectionSchema.ProblemOf(info, options.Alias, version.Manifest) is { } wrong)
        {
            return [$"Collection '{collection}' is not version '{version.Manifest.Version}': {wrong}."];
        }

        QdrantOptions exact = options with { ExactUpTo = long.MaxValue };
        var pinned = new PinnedVersion(collection, version.Content, CollectionSchema.IsQuantized(info), exact);
        var problems = new List<string>();
        await CompareCountsAsync(pinned, problems, cancellationToken).ConfigureAwait(false);
        using var loaded = new QdrantVectorIndex(server, exact, pinned, followsAlias: false);
        foreach (IndexRow row in SampleOf(version))
        {
            if (problems.Count >= MostProblems)
            {
                break;
            }

            await ComparePointAsync(collection, row, problems, cancellationToken).ConfigureAwait(false);
            try
            {
                await CompareAnswersAsync(version, loaded, row, problems, cancellationToken).ConfigureAwait(false);
            }
            catch (IndexFormatException unusable)
            {
                problems.Add(unusable.Message); // a point that is unusable in an answer
            }
        }

        return problems;
    }

    private async Task CompareCountsAsync(PinnedVersion version, List<string> problems, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, long> kinds =
            await server.Points.FacetAsync(version.Collection, PayloadFields.Kind, 10, cancellationToken).ConfigureAwait(false);
        long count = await server.Points.CountAsync(version.Collection, cancellationToken).ConfigureAwait(false);
        Compare("points", count, version.Content.Manifest.Vectors);
        Compare("values", kinds.GetValueOrDefault("value"), version.Map.ValueRows);
        Compare("null values", kinds.GetValueOrDefault("null"), version.Map.NullRows);
        Compare("categories", kinds.GetValueOrDefault("category"), version.Map.CategoryRows);
        if (version.Map.NullRows <= options.LargestPage)
        {
            IReadOnlyDictionary<string, long> scopes = await server.Points
                .FacetAsync(version.Collection, PayloadFields.Scope, Math.Max(1, version.Map.NullRows), cancellationToken)
                .ConfigureAwait(false);
            foreach ((string scope, long points) in version.Map.Scopes().Take(problems.Count > 0 ? MostProblems : int.MaxValue))
            {
                Compare($"points of scope '{scope}'", scopes.GetValueOrDefault(scope), points);
            }
        }

        void Compare(string what, long found, long expected)
        {
            if (found != expected)
            {
                problems.Add(string.Create(
                    CultureInfo.InvariantCulture, $"Collection '{version.Collection}' holds {found:N0} {what}, not {expected:N0}."));
            }
        }
    }

    private async Task ComparePointAsync(string collection, IndexRow row, List<string> problems, CancellationToken cancellationToken)
    {
        string id = PointIds.Of(row);
        IReadOnlyDictionary<string, RetrievedPoint> stored = await server.Points
            .RetrieveAsync(collection, [id], withVectors: true, cancellationToken).ConfigureAwait(false);
        string? wrong = !stored.TryGetValue(id, out RetrievedPoint? point) ? "is missing"

            : point.Payload.TextOf(PayloadFields.ContentHash) is var content && content != row.ContentHash
            ? $"has content {content ?? "unnamed"}, not {row.ContentHash}"

            : PointsApi.VectorOf(point).Vector.Dense.Data is var vector && vector.Count != row.Vector.Length
            ? "has no vector of the right length"
            : !(TensorPrimitives.Distance([.. vector], row.Vector.Span) <= VectorTolerance) ? "has another vector"
            : null;
        if (wrong is not null)
        {
            problems.Add(
                $"Point {id} of collection '{collection}' ({row.Kind} '{row.ValueId ?? row.AttributeId ?? row.CategoryIds[0]}') {wrong}.");
        }
    }

    private static async Task CompareAnswersAsync(
        EmbeddedVectorIndex version, QdrantVectorIndex loaded, IndexRow row, List<string> problems, CancellationToken cancellationToken)
    {
        string category = row.CategoryIds[0];
        IReadOnlyList<AttributeScores> expected =
            await version.ScoreAsync(row.Vector, category, SampleLimit, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AttributeScores> found =
            await loaded.ScoreAsync(row.Vector, category, SampleLimit, cancellationToken).ConfigureAwait(false);
        foreach ((AttributeScores one, AttributeScores other) in expected.Zip(found))
        {
            AddDifference($"values of '{one.AttributeId}' in category '{category}'", AnswerComparison.Difference(
                [.. one.Values.Select(value => (value.ValueId, value.Score))],
                [.. other.Values.Select(value => (value.ValueId, value.Score))]));
            AddDifference($"null value of '{one.AttributeId}' in category '{category}'", AnswerComparison.Difference(
                [(one.AttributeId, one.NullScore)], [(other.AttributeId, other.NullScore)]));
        }

        IReadOnlyList<CategoryScore> ownCategories =
            await version.ScoreCategoriesAsync(row.Vector, SampleLimit, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<CategoryScore> loadedCategories =
            await loaded.ScoreCategoriesAsync(row.Vector, SampleLimit, cancellationToken).ConfigureAwait(false);
        AddDifference("categories", AnswerComparison.Difference(
            [.. ownCategories.Select(hit => (hit.CategoryId, hit.Score))],
            [.. loadedCategories.Select(hit => (hit.CategoryId, hit.Score))]));
        IReadOnlyList<ValueHit> ownHits =
            await version.SearchAsync(row.Vector, ValueFilter.None, SampleLimit, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ValueHit> loadedHits =
            await loaded.SearchAsync(row.Vector, ValueFilter.None, SampleLimit, cancellationToken).ConfigureAwait(false);
        AddDifference("free search", AnswerComparison.Difference([.. ownHits.Select(Describe)], [.. loadedHits.Select(Describe)]));

        static (string, float) Describe(ValueHit hit) => (Keywords.Join(hit.AttributeId, hit.ValueId), hit.Score);

        void AddDifference(string what, string? difference)
        {
            if (difference is not null)
            {
                problems.Add($"A sampled search ({what}) differs from version '{version.Manifest.Version}': {difference}.");
            }
        }
    }

    private static IEnumerable<IndexRow> SampleOf(EmbeddedVectorIndex version)
    {
        long step = Math.Max(1, version.Manifest.Vectors / Samples);
        return version.Rows().Where((_, row) => row % step == step / 2).Take(Samples);
    }
}
