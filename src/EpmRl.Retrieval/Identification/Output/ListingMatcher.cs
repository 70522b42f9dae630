using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Finds the listing of each stored result in the feed that the results came from. Both have the same order, so the feed is read once, in
/// parallel with the results; rows without a result, such as bad ones, are skipped.
/// </summary>
/// <param name="feed">The feed.</param>
internal sealed class ListingMatcher(ProductReader feed) : IAsyncDisposable
{
    private IAsyncEnumerator<CatalogRow>? rows;
    private long last;

    /// <summary>Finds the next listing of the feed that belongs to a result; null if the rest of the feed has none.</summary>
    /// <param name="tagged">The listing as read from the result's line.</param>
    /// <param name="cancellationToken">Cancels the call; the token of the first call is used for all.</param>
    public async Task<ProductProfile?> NextAsync(ProductProfile tagged, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tagged);
        rows ??= feed.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await rows.MoveNextAsync().ConfigureAwait(false))
        {
            last = rows.Current.Line;
            if (rows.Current.Profile is { } profile && profile.Id == tagged.Id && (tagged.Row is null || tagged.Row == profile.Row))
            {
                return profile;
            }
        }

        return null;
    }

    /// <summary>The line of the feed that was read last, from 1.</summary>
    public long LastLine => last;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => rows?.DisposeAsync() ?? ValueTask.CompletedTask;
}
