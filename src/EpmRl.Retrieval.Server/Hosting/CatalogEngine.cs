using System.Collections.Concurrent;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Server.Batching;

namespace EpmRl.Retrieval.Server.Hosting;

/// <summary>The engine of one catalogue. Safe for concurrent callers.</summary>
internal sealed class CatalogEngine : IDisposable
{
    private readonly AttributeIdentifier interactive;
    private readonly AttributeIdentifier bulk;
    private readonly IDisposable? ownedIndexes;
    private readonly Lazy<ProductMatcher>? matcher;
    private readonly IdentificationOptions identification;
    private readonly ConcurrentDictionary<string, AttributeIdentifier> bulkByCategory = new(StringComparer.Ordinal);

    /// <summary>Makes the engine; the index is opened at its first use.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Its folders.</param>
    /// <param name="indexes">Gives the versions of its index; disposed with this object where it can be.</param>
    /// <param name="queue">Encodes for both lanes; stays the caller's.</param>
    /// <param name="identification">How attributes are identified.</param>
    /// <param name="matcher">Opens what decides pairs; null where nothing does.</param>
    public CatalogEngine(
        string name,
        CatalogOptions options,
        IIndexProvider indexes,
        EncoderQueue queue,
        IdentificationOptions identification,
        Func<ProductMatcher>? matcher)
    {
        (Name, Options, Indexes, this.identification) = (name, options, indexes, identification);
        interactive = new AttributeIdentifier(indexes, queue.Of(Lane.Interactive), identification);
        bulk = new AttributeIdentifier(indexes, queue.Of(Lane.Bulk), identification);
        Search = new ValueSearch(indexes, queue.Of(Lane.Interactive));
        Encoder = queue.Of(Lane.Bulk);
        ownedIndexes = indexes as IDisposable;
        this.matcher = matcher is null ? null : new Lazy<ProductMatcher>(matcher);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its folders.</summary>
    public CatalogOptions Options { get; }

    /// <summary>Gives the versions of its index.</summary>
    public IIndexProvider Indexes { get; }

    /// <summary>Searches its values.</summary>
    public ValueSearch Search { get; }

    /// <summary>Encodes in the bulk lane, for a reindex.</summary>
    public ITextEncoder Encoder { get; }

    /// <summary>Decides pairs of listings; opened at its first use.</summary>
    /// <exception cref="InvalidRequestException">The catalogue has no matcher.</exception>
    public ProductMatcher Matcher => matcher?.Value ?? throw new InvalidRequestException(
        $"Catalogue '{Name}' has no matcher. Name one with --matcher, or in the configuration.");

    /// <summary>Whether pairs can be decided.</summary>
    public bool HasMatcher => matcher is not null;

    /// <summary>Identifies attributes for a lane.</summary>
    public AttributeIdentifier Identifier(Lane lane) => lane == Lane.Interactive ? interactive : bulk;

    /// <summary>Identifies attributes of bulk listings, of which those that name no category get a default one.</summary>
    /// <param name="category">A category of the taxonomy by id, path or name; null to predict it.</param>
    public AttributeIdentifier BulkIdentifier(string? category) => category is null ? bulk : bulkByCategory.GetOrAdd(
        category, named => new AttributeIdentifier(Indexes, Encoder, identification with { DefaultCategory = named }));

    /// <summary>Identifies attributes with an encoder of the same space instead of the queue; for measurements.</summary>
    public AttributeIdentifier IdentifierOver(ITextEncoder encoder) => new(Indexes, encoder, identification);

    /// <summary>Opens the index and prepares it.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await interactive.PrepareAsync(cancellationToken);
        await bulk.PrepareAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ownedIndexes?.Dispose();
        if (matcher is { IsValueCreated: true })
        {
            matcher.Value.Dispose();
        }
    }
}
