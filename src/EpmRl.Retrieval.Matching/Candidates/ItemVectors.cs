using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Prompts;

namespace EpmRl.Retrieval.Matching;

/// <summary>The unit vectors of listings, row i for listing i.</summary>
internal sealed class ItemVectors
{
    private const int BatchSize = 512;

    private readonly float[] numbers;

    /// <summary>Takes ownership of the numbers.</summary>
    /// <param name="numbers">float32 [N, D], row-major, each row of L2 norm 1.</param>
    /// <param name="dimension">D.</param>
    public ItemVectors(float[] numbers, int dimension)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (numbers.Length % dimension != 0)
        {
            throw new ArgumentException($"Expected rows of {dimension} numbers, got {numbers.Length} numbers.", nameof(numbers));
        }

        this.numbers = numbers;
        Dimension = dimension;
    }

    /// <summary>D.</summary>
    public int Dimension { get; }

    /// <summary>N.</summary>
    public int Count => numbers.Length / Dimension;

    /// <summary>All numbers.</summary>
    public ReadOnlySpan<float> Numbers => numbers;

    /// <summary>The vector of a listing.</summary>
    public ReadOnlySpan<float> this[int row] => numbers.AsSpan(row * Dimension, Dimension);

    /// <summary>
    /// Encodes the titles of listings; the description of one without a title. Descriptions differ more between sellers than titles do.
    /// </summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="listings">The listings.</param>
    /// <param name="progress">Receives the number of further texts encoded.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static async Task<ItemVectors> EncodeAsync(
        ITextEncoder encoder, IReadOnlyList<ProductProfile> listings, Action<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(listings);
        var rows = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int row = 0; row < listings.Count; row++)
        {
            ProductProfile listing = listings[row];
            string text = encoder.Space.Prompts.ForItem(
                string.IsNullOrWhiteSpace(listing.Title) ? listing : listing with { Description = "" });
            if (!rows.TryGetValue(text, out List<int>? of))
            {
                rows.Add(text, of = []);
            }

            of.Add(row);
        }

        // Texts of like length, so that batches hold little padding.
        string[] texts = [.. rows.Keys.OrderBy(text => text.Length).ThenBy(text => text, StringComparer.Ordinal)];
        int dimension = encoder.Space.Dimension;
        float[] numbers = new float[checked(listings.Count * dimension)];
        for (int start = 0; start < texts.Length; start += BatchSize)
        {
            string[] batch = texts[start..Math.Min(texts.Length, start + BatchSize)];
            EmbeddingBatch vectors = await encoder.EncodeAsync(batch, cancellationToken).ConfigureAwait(false);
            int done = 0;
            for (int i = 0; i < batch.Length; i++)
            {
                foreach (int row in rows[batch[i]])
                {
                    vectors[i].Span.CopyTo(numbers.AsSpan(row * dimension));
                    done++;
                }
            }

            progress?.Invoke(done);
        }

        return new ItemVectors(numbers, dimension);
    }
}
