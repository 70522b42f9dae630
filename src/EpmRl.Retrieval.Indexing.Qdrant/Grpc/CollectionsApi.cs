using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Collections with their payload indexes and state, and aliases.</summary>
internal sealed class CollectionsApi(QdrantConnection connection, QdrantOptions options)
{
    private ulong WriteSeconds => (ulong)Math.Ceiling(options.WriteTimeout.TotalSeconds);

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        ListCollectionsResponse list = await connection.SendAsync(
            QdrantCall.Read("Collections/List", options),
            (client, call) => client.Collections.ListAsync(new ListCollectionsRequest(), call),
            cancellationToken).ConfigureAwait(false);
        return [.. list.Collections.Select(collection => collection.Name)];
    }

    public async Task<bool> ExistsAsync(string collection, CancellationToken cancellationToken) => (await connection.SendAsync(
        QdrantCall.Read($"Collections/CollectionExists of '{collection}'", options),
        (client, call) => client.Collections.CollectionExistsAsync(new CollectionExistsRequest { CollectionName = collection }, call),
        cancellationToken).ConfigureAwait(false)).Result?.Exists == true;

    public async Task<CollectionInfo> GetAsync(string collection, CancellationToken cancellationToken) => (await connection.SendAsync(
        QdrantCall.Read($"Collections/Get of '{collection}'", options),
        (client, call) => client.Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = collection }, call),
        cancellationToken).ConfigureAwait(false)).Result ?? new CollectionInfo();

    /// <summary>Creates a collection; an existing one is a conflict, even if a first attempt that seemed to fail created it.</summary>
    public Task CreateAsync(string collection, CollectionMetadata metadata, CancellationToken cancellationToken) => connection.SendAsync(
        QdrantCall.Write($"Collections/Create of '{collection}'", options),
        (client, call) => client.Collections.CreateAsync(Settings(collection, metadata), call),
        cancellationToken);

    public Task PatchStateAsync(string collection, string state, CancellationToken cancellationToken) => connection.SendAsync(
        QdrantCall.Write($"Collections/Update of '{collection}'", options),
        (client, call) => client.Collections.UpdateAsync(
            new UpdateCollection
            {
                CollectionName = collection,
                Timeout = WriteSeconds,
                Metadata = { [CollectionMetadata.StateField] = state },
            }, call),
        cancellationToken);

    /// <summary>Creates the keyword index of a field.</summary>
    /// <returns>Whether it is visible; if not, it appears later.</returns>
    public async Task<bool> CreateIndexAsync(string collection, string field, bool isTenant, CancellationToken cancellationToken)
    {
        var request = new CreateFieldIndexCollection
        {
            CollectionName = collection,
            FieldName = field,
            FieldType = FieldType.Keyword, // required, although it is the default
            Wait = true,
            Timeout = WriteSeconds,
        };
        if (isTenant)
        {
            request.FieldIndexParams = new PayloadIndexParams { KeywordIndexParams = new KeywordIndexParams { IsTenant = true } };
        }

        PointsOperationResponse made = await connection.SendAsync(
            QdrantCall.Write($"Points/CreateFieldIndex of '{field}' in '{collection}'", options),
            (client, call) => client.Points.CreateFieldIndexAsync(request, call),
            cancellationToken).ConfigureAwait(false);
        return PointsApi.IsVisible(made);
    }

    /// <summary>Drops a collection; one that does not exist counts as dropped.</summary>
    public Task DropAsync(string collection, CancellationToken cancellationToken) => connection.SendAsync(
        QdrantCall.Write($"Collections/Delete of '{collection}'", options),
        (client, call) =>
            client.Collections.DeleteAsync(new DeleteCollection { CollectionName = collection, Timeout = WriteSeconds }, call),
        cancellationToken);

    /// <summary>The collection that an alias names; null when it names none.</summary>
    public async Task<string?> FindAliasAsync(string alias, CancellationToken cancellationToken) => (await connection.SendAsync(
        QdrantCall.Read("Collections/ListAliases", options),
        (client, call) => client.Collections.ListAliasesAsync(new ListAliasesRequest(), call),
        cancellationToken).ConfigureAwait(false)).Aliases.FirstOrDefault(entry => entry.AliasName == alias)?.CollectionName;

    /// <summary>
    /// Points an alias at a collection, in one action: an existing alias is moved. Several actions in one call are atomic for readers but
    /// are not undone when a later one fails.
    /// </summary>
    public Task SetAliasAsync(string alias, string collection, CancellationToken cancellationToken) => connection.SendAsync(
        QdrantCall.Write($"Collections/UpdateAliases of '{alias}'", options),
        (client, call) => client.Collections.UpdateAliasesAsync(
            new ChangeAliases
            {
                Timeout = WriteSeconds,
                Actions = { new AliasOperations { CreateAlias = new CreateAlias { CollectionName = collection, AliasName = alias } } },
            },
            call),
        cancellationToken);

    private CreateCollection Settings(string collection, CollectionMetadata metadata)
    {
        var settings = new CreateCollection
        {
            CollectionName = collection,
            Timeout = WriteSeconds,

            // The vectors are unit vectors within the precision of their stored form; the inner product gives the embedded index's scores.
            VectorsConfig = new VectorsConfig
            {
                Params = new VectorParams { Size = (ulong)metadata.Dimension!.Value, Distance = CollectionSchema.Distance },
            },
            HnswConfig = new HnswConfigDiff { M = 16, EfConstruct = 128 },
            StrictModeConfig = new StrictModeConfig
            {
                Enabled = true,
                UnindexedFilteringRetrieve = false,
                UnindexedFilteringUpdate = false,
                MaxQueryLimit = (uint)options.LargestPage,
            },
        };
        if (options.Quantize)
        {
#pragma warning disable CS0612 // deprecated for `memory`, which servers before 1.19 ignore silently
            settings.QuantizationConfig = new QuantizationConfig
            {
                Scalar = new ScalarQuantization { Type = QuantizationType.Int8, Quantile = 0.99f, AlwaysRam = true },
            };
#pragma warning restore CS0612
        }

        metadata.AddTo(settings.Metadata);
        return settings;
    }
}
