using System.Runtime.CompilerServices;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>Gathers listings into batches; reports bad rows.</summary>
/// <remarks>Batches depend on the input alone, so that a resumed run makes the same ones and gives the same figures.</remarks>
internal sealed class BatchReader(ProductReader reader, int size, long? limit, Action<RowError> onError)
{
    // A batch of very long rows is cut earlier, so that memory stays bounded.
    private const int MaxCharacters = 4 << 20;

    /// <summary>Reads the batches, in order.</summary>
    public async IAsyncEnumerable<ListingBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var profiles = new List<ProductProfile>(size);
        long characters = 0;
        long count = 0;
        if (limit == 0)
        {
            yield break;
        }

        await foreach (CatalogRow row in reader.ReadAsync(cancellationToken))
        {
            if (row.Error is not null)
            {
                onError(row.Error);
                continue;
            }

            profiles.Add(row.Profile!);
            characters += row.Length;
            count++;
            if (profiles.Count == size || characters > MaxCharacters)
            {
                yield return new ListingBatch(profiles, reader.ReadShare);
                profiles = new List<ProductProfile>(size);
                characters = 0;
            }

            if (count == limit)
            {
                break;
            }
        }

        if (profiles.Count > 0)
        {
            yield return new ListingBatch(profiles, reader.ReadShare);
        }
    }
}
