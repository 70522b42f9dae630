using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Prompts;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>The item vectors of listings: each encoder encodes a listing once. For one caller at a time.</summary>
internal sealed class ListingVectors
{
    private readonly Dictionary<ITextEncoder, Dictionary<ProductProfile, ListingVector>> byEncoder = [];

    /// <summary>Encodes the listings that were not encoded before.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="profiles">The listings; one vector per object.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>The vectors of these listings, and possibly of others.</returns>
    public async Task<IReadOnlyDictionary<ProductProfile, ListingVector>> OfAsync(
        ITextEncoder encoder, IEnumerable<ProductProfile> profiles, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        if (!byEncoder.TryGetValue(encoder, out Dictionary<ProductProfile, ListingVector>? vectors))
        {
            byEncoder[encoder] = vectors = new(ReferenceEqualityComparer.Instance);
        }

        ProductProfile[] missing = [.. profiles.Where(profile => !vectors.ContainsKey(profile))];
        if (missing.Length > 0)
        {
            string[] texts = [.. missing.Select(listing => encoder.Space.Prompts.ForItem(listing))];
            EmbeddingBatch batch = await encoder.EncodeAsync(texts, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < missing.Length; i++)
            {
                vectors[missing[i]] = new ListingVector(batch[i], batch.IsTruncated(i));
            }
        }

        return vectors;
    }
}

/// <summary>The vector of a listing.</summary>
/// <param name="Vector">Unit vector, [D].</param>
/// <param name="Truncated">Whether the encoder cut the listing's text.</param>
internal readonly record struct ListingVector(ReadOnlyMemory<float> Vector, bool Truncated);
