using System.Runtime.CompilerServices;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Telemetry;

namespace EpmRl.Retrieval.Search;

/// <summary>
/// Finds values of the taxonomy for a query, by spelling with typing errors allowed and by meaning. Works on any index. Each call answers
/// with the version of the index that is current when it begins. Safe for concurrent callers; made once for an application.
/// </summary>
/// <remarks>
/// Matches of a label, id or alias come first: exact ones, then beginnings, then common words; matches by meaning alone follow by their
/// score. Within each group the combined score decides. Labels that every other attribute has ("Other") come last, unless they are the
/// query.
/// </remarks>
public sealed class ValueSearch
{
    private readonly IIndexProvider indexes;
    private readonly ITextEncoder encoder;

    // The spellings of a version live as long as the version's object.
    private readonly ConditionalWeakTable<IVectorIndex, Lazy<IndexSearch>> prepared = [];

    /// <summary>Searches the version that is current at each call.</summary>
    /// <param name="indexes">Gives the versions; stays the caller's to dispose.</param>
    /// <param name="encoder">The encoder that the versions were built with; stays the caller's to dispose.</param>
    public ValueSearch(IIndexProvider indexes, ITextEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(indexes);
        ArgumentNullException.ThrowIfNull(encoder);
        this.indexes = indexes;
        this.encoder = encoder;
    }

    /// <summary>Searches one given index.</summary>
    /// <param name="index">The index; stays the caller's to dispose.</param>
    /// <param name="encoder">The encoder that it was built with; stays the caller's to dispose.</param>
    /// <exception cref="SpaceMismatchException">The index was built with another encoder.</exception>
    public ValueSearch(IVectorIndex index, ITextEncoder encoder)
        : this(new GivenIndex(index ?? throw new ArgumentNullException(nameof(index))), encoder) => For(index);

    /// <summary>Searches with the defaults of <see cref="ValueQuery"/>.</summary>
    /// <inheritdoc cref="SearchAsync(ValueQuery, CancellationToken)"/>
    public ValueTask<ValueSearchPage> SearchAsync(string text, CancellationToken cancellationToken = default) =>
        SearchAsync(new ValueQuery(text), cancellationToken);

    /// <summary>Searches.</summary>
    /// <param name="query">The text and the filters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A page of hits; each (attribute, value) is in one hit.</returns>
    /// <exception cref="InvalidRequestException">
    /// The text is empty; the category or attribute is unknown (names the closest); the cursor belongs to another version or query.
    /// </exception>
    /// <exception cref="IndexUnavailableException">The server that holds the index does not answer.</exception>
    /// <exception cref="IndexFormatException">The index cannot be read.</exception>
    /// <exception cref="SpaceMismatchException">The index was built with another encoder.</exception>
    public async ValueTask<ValueSearchPage> SearchAsync(ValueQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        using IndexLease lease = await indexes.AcquireAsync(cancellationToken).ConfigureAwait(false);
        return await SearchAsync(lease, query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Searches the leased version.</summary>
    internal async ValueTask<ValueSearchPage> SearchAsync(IndexLease lease, ValueQuery query, CancellationToken cancellationToken)
    {
        using var operation = MeasuredOperation.Start("epmrl.search", RetrievalTelemetry.SearchDuration);
        try
        {
            operation.Activity?.SetTag("epmrl.index.version", lease.Index.Manifest.Version);
            return await For(lease.Index).SearchAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (operation.Failed(failed))
        {
            throw;
        }
    }

    private IndexSearch For(IVectorIndex index) =>
        prepared.GetValue(index, version => new Lazy<IndexSearch>(() => new IndexSearch(version, encoder))).Value;
}
