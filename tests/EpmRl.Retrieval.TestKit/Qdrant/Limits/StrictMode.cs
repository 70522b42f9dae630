using System.Globalization;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;
using EpmRl.Retrieval.TestKit.Qdrant.Updates;

namespace EpmRl.Retrieval.TestKit.Qdrant.Limits;

/// <summary>The limits that a collection sets for its clients. Every check passes where strict mode is off.</summary>
internal sealed class StrictMode
{
    private readonly Collection _collection;
    private readonly JsonObject? _limits;
    private readonly int _diskUsage;

    /// <param name="collection">The collection.</param>
    /// <param name="diskUsage">Percentage of the disk in use.</param>
    public StrictMode(Collection collection, int diskUsage)
    {
        _collection = collection;
        _diskUsage = diskUsage;
        _limits = PayloadValue.Boolean(collection.Config.StrictMode?["enabled"]) == true ? collection.Config.StrictMode : null;
    }

    public void CheckTimeout(int? timeout) => CheckLimit(timeout, "max_timeout", "timeout");

    public void CheckBatch(int searches) => CheckLimit(searches, "search_max_batchsize", "search batch size");

    public void Check(QueryRequest query, int groupSize = 1)
    {
        foreach (QueryRequest prefetch in query.Prefetches)
        {
            Check(prefetch);
        }

        CheckLimit((double)query.Limit * groupSize, "max_query_limit", "limit");
        CheckFilter(query.Filter, "unindexed_filtering_retrieve");
        CheckLimit(query.Parameters.Oversampling, "search_max_oversampling", "oversampling");
        CheckLimit(query.Parameters.HnswEf, "search_max_hnsw_ef", "hnsw_ef");
        CheckExact(query.Parameters.Exact);
    }

    public void CheckRead(int? limit, Filter? filter, bool exact)
    {
        CheckLimit(limit, "max_query_limit", "limit");
        CheckFilter(filter, "unindexed_filtering_retrieve");
        CheckExact(exact);
    }

    public void CheckGroupBy(PayloadPath field)
    {
        if (Forbids("unindexed_filtering_retrieve") && _collection.Indexes.GetValueOrDefault(field.Text)?.SupportsMatch != true)
        {
            throw QdrantError.StrictMode(
                $"Index required but not found for \"{field.Text}\"", "Create an index supporting `match` for this key.");
        }
    }

    public void CheckNewIndex(string field)
    {
        if (Number("max_payload_index_count") is { } most && !_collection.Indexes.ContainsKey(field) && _collection.Indexes.Count >= most)
        {
            throw QdrantError.StrictMode(
                $"Collection already has the maximum number of payload indices ({most})",
                "Please delete an existing index before creating a new one.");
        }
    }

    public void Check(Update update)
    {
        if (update.Batch is { } batch)
        {
            CheckLimit(batch.Points, "upsert_max_batchsize", batch.Limit);
        }

        CheckFilter(update.Filter, "unindexed_filtering_update");
        if (!update.TakesRoom)
        {
            return;
        }

        if (Number("max_points_count") is { } most && _collection.EstimatedCount >= most)
        {
            throw QdrantError.BadRequest($"Max points count limit of {most} reached!");
        }

        if (Number("max_disk_usage_percent") is { } percent && _diskUsage >= percent)
        {
            throw QdrantError.StrictMode(
                $"Disk usage is at {_diskUsage}% of total capacity, exceeding the configured limit of {percent}%",
                "Reduce disk usage (e.g. delete points or drop collections) or raise `max_disk_usage_percent` in strict mode.");
        }
    }

    private void CheckFilter(Filter? filter, string permission)
    {
        if (filter is null)
        {
            return;
        }

        if (Number("filter_max_conditions") is { } conditions && filter.Count > conditions)
        {
            throw QdrantError.StrictMode(
                $"Filter condition limit reached ({filter.Count} > {conditions})", "Reduce the amount of conditions of your filter.");
        }

        if (Number("condition_max_size") is { } size && filter.Size > size)
        {
            throw QdrantError.StrictMode($"Condition size limit reached ({filter.Size} > {size})", "Reduce the size of your condition.");
        }

        if (!Forbids(permission))
        {
            return;
        }

        foreach ((string field, IReadOnlyList<string> kinds) in filter.Needs)
        {
            // An index of another type counts as missing.
            if (_collection.Indexes.GetValueOrDefault(field) is not { } index
                || !(kinds.Contains(index.Kind) || kinds.Contains(index.Type)))
            {
                throw QdrantError.StrictMode(
                    $"Index required but not found for \"{field}\" of one of the following types: "
                        + $"[{string.Join(", ", kinds.Order(StringComparer.Ordinal))}]",
                    "Create an index for this key or use a different filter.");
            }
        }
    }

    private void CheckExact(bool exact)
    {
        if (exact && Forbids("search_allow_exact"))
        {
            throw QdrantError.StrictMode("Exact search disabled!", "Set exact=false.");
        }
    }

    private void CheckLimit(double? value, string limit, string name)
    {
        if (value is { } asked && PayloadValue.Number(_limits?[limit]) is { } most && asked > most)
        {
            throw QdrantError.StrictMode(
                string.Create(CultureInfo.InvariantCulture, $"Limit exceeded {asked} > {most} for \"{name}\""),
                string.Create(CultureInfo.InvariantCulture, $"Reduce the \"{name}\" parameter to or below {most}."));
        }
    }

    private bool Forbids(string permission) => PayloadValue.Boolean(_limits?[permission]) == false;

    private long? Number(string limit) => PayloadValue.Integer(_limits?[limit]);
}
