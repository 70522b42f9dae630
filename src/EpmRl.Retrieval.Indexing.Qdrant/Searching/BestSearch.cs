using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Finds the best distinct ids when several points may share one: requests pages of points until enough ids are certain.</summary>
/// <remarks>
/// Points of equal score come in no fixed order, and a shorter page is not a prefix of a longer one. So the end of a full page is
/// undecided: only points that score better than the page's last one are kept; the next page excludes them and is longer. Ties are then
/// ordered by id, here.
/// </remarks>
internal sealed class BestSearch : IBatchedSearch
{
    private const int Slack = 8; // points beyond the limit, so that one page is usually enough

    private readonly SearchFilter filter;
    private readonly string idField;
    private readonly int limit;
    private readonly int largestPage;
    private readonly Dictionary<string, BestPoint> best = new(StringComparer.Ordinal);
    private int page;

    /// <summary>Starts a search.</summary>
    /// <param name="filter">Restricts the points.</param>
    /// <param name="idField">The payload field that identifies a result.</param>
    /// <param name="limit">Number of results wanted.</param>
    /// <param name="pointsPerId">Typical number of points per id.</param>
    /// <param name="largestPage">Most points that the server returns at once.</param>
    /// <exception cref="ArgumentException">The limit is more than the server returns.</exception>
    public BestSearch(SearchFilter filter, string idField, int limit, int pointsPerId, int largestPage)
    {
        if (limit > largestPage && filter.Rows > largestPage)
        {
            throw new InvalidRequestException($"{limit:N0} values were asked for; this server gives at most {largestPage:N0} at once.");
        }

        this.filter = filter;
        this.idField = idField;
        this.limit = limit;
        this.largestPage = largestPage;
        page = (int)Math.Min(Math.Min(filter.Rows, largestPage), ((long)limit * pointsPerId) + Slack);
        IsDone = filter.Rows == 0;
    }

    /// <inheritdoc/>
    public bool IsDone { get; private set; }

    /// <summary>How the next page is searched.</summary>
    public required SearchMode Mode { get; init; }

    /// <summary>The payload fields that the caller needs besides <c>idField</c>.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The category of a point; of points with one id and equal scores, the one of the smallest category is kept.</summary>
    public Func<MapField<string, Value>, string?> CategoryOf { get; init; } = _ => null;

    /// <inheritdoc/>
    public QueryPoints Next(string collection, Query query) => new()
    {
        CollectionName = collection,
        Query = query,
        Filter = filter.Without(idField, best.Keys),
        Limit = (ulong)page,
        Params = Mode.ToParameters(),
        WithPayload = PayloadFields.Only(Fields.Prepend(idField)),
        WithVectors = false,
    };

    /// <inheritdoc/>
    /// <exception cref="IndexFormatException">A point has no score, or no id.</exception>
    public void Take(IReadOnlyList<ScoredPoint> points)
    {
        bool all = points.Count < page || page >= filter.Rows;
        float last = points.Count > 0 ? ScoreOf(points[^1]) : float.NegativeInfinity;
        bool tiesOnly = points.Count > 0 && ScoreOf(points[0]) == last && page == largestPage; // more points of one score than a page holds
        foreach (ScoredPoint point in points)
        {
            float score = ScoreOf(point);
            if (all || tiesOnly || score > last)
            {
                Keep(point, score);
            }
        }

        IsDone = all || best.Count >= limit;
        page = (int)Math.Min(Math.Min(filter.Rows, largestPage), Math.Max(2L * page, page + Slack));
    }

    /// <summary>The best, best first, ties by id.</summary>
    public IReadOnlyList<BestPoint> Select(IComparer<BestPoint> order) => [.. best.Values.Order(order).Take(limit)];

    private void Keep(ScoredPoint point, float score)
    {
        MapField<string, Value> payload = point.Payload;
        string id = payload.TextOf(idField) ?? throw new IndexFormatException(
            $"Point {point.Id?.Uuid} has no '{idField}'. Load the version again.");
        if (!best.TryGetValue(id, out BestPoint known))
        {
            best.Add(id, new BestPoint(score, payload));
        }
        else if (score > known.Score || (score == known.Score && string.CompareOrdinal(CategoryOf(payload), CategoryOf(known.Payload)) < 0))
        {
            best[id] = new BestPoint(score, payload);
        }
    }

    private static float ScoreOf(ScoredPoint point) => float.IsFinite(point.Score) ? point.Score : throw new IndexFormatException(
        $"Point {point.Id?.Uuid} has the score {point.Score}: its vector, or the query, holds an infinity. Load the version again.");
}

/// <summary>A result of a search.</summary>
/// <param name="Score">Its score.</param>
/// <param name="Payload">The requested fields.</param>
internal readonly record struct BestPoint(float Score, MapField<string, Value> Payload);
