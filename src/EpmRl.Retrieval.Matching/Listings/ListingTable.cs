using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>The listings of a file, in memory, found by position and by id.</summary>
internal sealed class ListingTable
{
    private readonly Dictionary<string, int> positions;

    /// <summary>Takes listings; of those with one id the first is found by it.</summary>
    public ListingTable(IReadOnlyList<ProductProfile> listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        Listings = listings;
        positions = new Dictionary<string, int>(listings.Count, StringComparer.Ordinal);
        for (int i = 0; i < listings.Count; i++)
        {
            positions.TryAdd(listings[i].Id, i);
        }
    }

    /// <summary>The listings, in the order of the file.</summary>
    public IReadOnlyList<ProductProfile> Listings { get; }

    /// <summary>The position of an id.</summary>
    public bool TryFind(string id, out int position) => positions.TryGetValue(id, out position);

    /// <summary>Reads all rows.</summary>
    /// <param name="reader">The file's reader.</param>
    /// <param name="onError">Receives every bad row; the others are read.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async Task<ListingTable> ReadAsync(
        ProductReader reader, Action<RowError> onError, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(onError);
        var listings = new List<ProductProfile>();
        await foreach (CatalogRow row in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (row.Error is { } error)
            {
                onError(error);
            }
            else
            {
                listings.Add(row.Profile!);
            }
        }

        return new ListingTable(listings);
    }
}
