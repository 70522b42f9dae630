using System.Text.Json;

namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>Points: writing, counting, fetching, searching.</summary>
internal sealed class PointsApi(QdrantHttp http, QdrantOptions options)
{
    private string ReadSeconds => $"timeout={(int)Math.Ceiling(options.ReadTimeout.TotalSeconds)}";

    /// <summary>Writes points whose body was made by <see cref="Points.PointBatch"/>.</summary>
    public Task<UpdateResult> UpsertAsync(string collection, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => http.SendAsync(
        new QdrantCall(
            HttpMethod.Put,
            $"collections/{collection}/points?wait=true&timeout={(int)Math.Ceiling(options.WriteTimeout.TotalSeconds)}",
            options.WriteTimeout + TimeSpan.FromSeconds(2))
        {
            Writes = true,
            Body = body,
        },
        QdrantJson.Default.QdrantAnswerUpdateResult,
        cancellationToken);

    /// <summary>Writes one point as it stands there already: it changes nothing and wakes optimisers that a restart left asleep.</summary>
    public async Task TouchAsync(string collection, CancellationToken cancellationToken)
    {
        ScrollPage page = await http.SendAsync(
            Read(collection, "points/scroll", json =>
            {
                json.WriteNumber("limit", 1);
                json.WriteBoolean("with_payload", true);
                json.WriteBoolean("with_vector", true);
            }),
            QdrantJson.Default.QdrantAnswerScrollPage,
            cancellationToken).ConfigureAwait(false);
        if (page.Points.Count > 0)
        {
            ReadOnlyMemory<byte> body = JsonBody.Of(json =>
            {
                json.WriteStartArray("points");
                page.Points[0].WriteTo(json);
                json.WriteEndArray();
            });
            await UpsertAsync(collection, body, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<long> CountAsync(string collection, CancellationToken cancellationToken) => (await http.SendAsync(
        Read(collection, "points/count", json => json.WriteBoolean("exact", true)),
        QdrantJson.Default.QdrantAnswerCountResult,
        cancellationToken).ConfigureAwait(false)).Count;

    /// <summary>How many points have each value of a field, exactly.</summary>
    public async Task<IReadOnlyDictionary<string, long>> FacetAsync(string collection, string field, int limit, CancellationToken cancellationToken) => (await http.SendAsync(
        Read(collection, "facet", json =>
        {
            json.WriteString("key", field);
            json.WriteNumber("limit", limit);
            json.WriteBoolean("exact", true);
        }),
        QdrantJson.Default.QdrantAnswerFacetResult,
        cancellationToken).ConfigureAwait(false)).Hits.ToDictionary(hit => hit.Value, hit => hit.Count, StringComparer.Ordinal);

    /// <summary>Fetches points; those that do not exist are left out.</summary>
    public async Task<IReadOnlyDictionary<string, StoredPoint>> RetrieveAsync(
        string collection, IEnumerable<string> ids, bool withVectors, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredPoint> points = await http.SendAsync(
            Read(collection, "points", json =>
            {
                WriteTexts(json, "ids", ids);
                WriteTexts(json, "with_payload", ["content_hash"]);
                json.WriteBoolean("with_vector", withVectors);
            }),
            QdrantJson.Default.QdrantAnswerIReadOnlyListStoredPoint,
            cancellationToken).ConfigureAwait(false);
        return points.ToDictionary(point => point.Id, StringComparer.Ordinal);
    }

    /// <summary>Runs searches in one request.</summary>
    /// <param name="collection">The collection: one for all, so that they see one version.</param>
    /// <param name="searches">Each writes the members of its search.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The points of each search, best first.</returns>
    public async Task<IReadOnlyList<ScoredPoints>> QueryAsync(
        string collection, IReadOnlyList<Action<Utf8JsonWriter>> searches, CancellationToken cancellationToken)
    {
        QdrantCall call = Read(collection, "points/query/batch", json =>
        {
            json.WriteStartArray("searches");
            foreach (Action<Utf8JsonWriter> search in searches)
            {
                json.WriteStartObject();
                search(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        IReadOnlyList<ScoredPoints> results = await http
            .SendAsync(call, QdrantJson.Default.QdrantAnswerIReadOnlyListScoredPoints, cancellationToken).ConfigureAwait(false);
        return results.Count == searches.Count
            ? results
            : throw new IndexFormatException($"Qdrant at {http.Server} answered {results.Count} of {searches.Count} searches.");
    }

    /// <summary>Writes a list of texts as a member.</summary>
    public static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private QdrantCall Read(string collection, string what, Action<Utf8JsonWriter> write) =>
        new(HttpMethod.Post, $"collections/{collection}/{what}?{ReadSeconds}", options.ReadTimeout) { Body = JsonBody.Of(write) };
}
