using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>One version in one collection: the source of an answer.</summary>
internal sealed class PinnedVersion
{
    public PinnedVersion(string collection, IndexContent content, bool isQuantized, QdrantOptions options)
    {
        Collection = collection;
        Content = content;
        IsQuantized = isQuantized;
        Map = new VersionMap(content);
        Recall = new RecallGate(options);
    }

    /// <summary>The collection's own name, not the alias.</summary>
    public string Collection { get; }

    /// <summary>The version.</summary>
    public IndexContent Content { get; }

    /// <summary>Whether the collection has 8-bit copies of its vectors.</summary>
    public bool IsQuantized { get; }

    /// <summary>Its points by category and attribute.</summary>
    public VersionMap Map { get; }

    /// <summary>Measured recall of approximate searches.</summary>
    public RecallGate Recall { get; }

    /// <summary>Finds the version that an alias names, and checks it against the folder it was built in.</summary>
    /// <exception cref="IndexFormatException">There is none, the folder lacks it, or the two differ.</exception>
    /// <exception cref="IndexUnavailableException">The server does not answer, or refuses.</exception>
    public static async Task<PinnedVersion> FindAsync(QdrantServer server, QdrantOptions options, CancellationToken cancellationToken)
    {
        string? gone = null;
        while (true)
        {
            string where = $"Qdrant at {server.Name}";
            string? collection = await server.Collections.FindAliasAsync(options.Alias, cancellationToken).ConfigureAwait(false);
            string? version = collection is null ? null : CollectionNames.VersionIn(collection, options.Alias);
            if (version is null)
            {
                throw new IndexFormatException(collection is null
                    ? $"{where} has no alias '{options.Alias}'. Load a version and publish it."
                    : $"Alias '{options.Alias}' of {where} names collection '{collection}', which is not a version of it. "
                        + "Publish one, or choose another alias.");
            }

            try
            {
                CollectionInfo info = await server.Collections.GetAsync(collection!, cancellationToken).ConfigureAwait(false);
                return Of(collection!, version, info, where, options);
            }
            catch (QdrantCallException failed) when (failed.Failure == QdrantFailure.NotFound && collection != gone)
            {
                gone = collection; // dropped between the two calls, after the alias had moved
            }
        }
    }

    private static PinnedVersion Of(string collection, string version, CollectionInfo info, string where, QdrantOptions options)
    {
        string folder = Path.Combine(options.IndexFolder, version);
        if (!Directory.Exists(folder))
        {
            throw new IndexFormatException(
                $"Alias '{options.Alias}' of {where} names version '{version}', which {options.IndexFolder} does not hold. "
                    + $"Copy the folder {version} there from where it was built; "
                    + "manifest.json, manifest.sha256, taxonomy.bin and layout.bin are enough.");
        }

        IndexContent content = IndexContent.Open(folder);
        string? problem = CollectionSchema.ProblemOf(info, options.Alias, content.Manifest)
            ?? (CollectionMetadata.From(info).State == CollectionMetadata.Loaded ? null : "it was not loaded completely");
        return problem is null
            ? new PinnedVersion(collection, content, CollectionSchema.IsQuantized(info), options)
            : throw new IndexFormatException(
                $"Collection '{collection}' of {where} is not the version in {folder}: {problem}. Load it again.");
    }
}
