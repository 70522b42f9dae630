namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>Aliases.</summary>
internal sealed class AliasesApi(QdrantHttp http, QdrantOptions options)
{
    /// <summary>The collection that an alias names; null when it names none.</summary>
    public async Task<string?> FindAsync(string alias, CancellationToken cancellationToken) => (await http.SendAsync(
        new QdrantCall(HttpMethod.Get, "aliases", options.ReadTimeout),
        QdrantJson.Default.QdrantAnswerAliasList,
        cancellationToken).ConfigureAwait(false)).Aliases.FirstOrDefault(entry => entry.AliasName == alias)?.CollectionName;

    /// <summary>
    /// Lets an alias name a collection, in one action: it moves an alias that exists. Several actions in one call are atomic for readers
    /// but are not taken back when a later one fails.
    /// </summary>
    public Task SetAsync(string alias, string collection, CancellationToken cancellationToken) => http.SendAsync(
        new QdrantCall(
            HttpMethod.Post, $"collections/aliases?timeout={(int)Math.Ceiling(options.WriteTimeout.TotalSeconds)}", options.WriteTimeout + TimeSpan.FromSeconds(2))
        {
            Writes = true,
            Body = JsonBody.Of(json =>
            {
                json.WriteStartArray("actions");
                json.WriteStartObject();
                json.WriteStartObject("create_alias");
                json.WriteString("collection_name", collection);
                json.WriteString("alias_name", alias);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndArray();
            }),
        },
        QdrantJson.Default.QdrantAnswerBoolean,
        cancellationToken);
}
