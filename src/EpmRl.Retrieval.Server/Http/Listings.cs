using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Server.Hosting;

namespace EpmRl.Retrieval.Server.Http;

/// <summary>Reads listings inside JSON bodies by the same rules as files of listings.</summary>
internal static class Listings
{
    /// <summary>Reads listings.</summary>
    /// <param name="elements">The listings as JSON, with the names of their places in the body.</param>
    /// <param name="limits">Limits of their texts.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The listings, in order.</returns>
    /// <exception cref="RequestException">One cannot be read.</exception>
    public static async Task<IReadOnlyList<ProductProfile>> ReadAsync(
        IReadOnlyList<(JsonElement Listing, string Place)> elements, LimitOptions limits, CancellationToken cancellationToken)
    {
        using var lines = new MemoryStream();
        foreach ((JsonElement listing, string place) in elements)
        {
            if (listing.ValueKind != JsonValueKind.Object)
            {
                throw RequestException.Invalid($"'{place}' is a JSON {listing.ValueKind}; expected a listing, an object with 'title'.",
                    place);
            }

            using (var json = new Utf8JsonWriter(lines))
            {
                listing.WriteTo(json);
            }

            lines.WriteByte((byte)'\n');
        }

        lines.Position = 0;
        var listings = new List<ProductProfile>(elements.Count);
        await using var reader = new ProductReader(lines, "request", new ProductReaderOptions { Format = CatalogFormat.JsonLines });
        await foreach (CatalogRow row in reader.ReadAsync(cancellationToken))
        {
            string place = elements[listings.Count].Place;
            if (row.Error is { } error)
            {
                throw RequestException.Invalid($"'{place}': {error.Message}", error.Field is null ? place : $"{place}.{error.Field}");
            }

            ThrowIfTooLong(row.Profile!, limits, listings.Count + 1);
            listings.Add(row.Profile!);
        }

        return listings.Count == elements.Count
            ? listings
            : throw RequestException.Invalid($"'{elements[listings.Count].Place}' is not a listing: expected an object with 'title'.");
    }

    /// <summary>Refuses a listing whose text is too long.</summary>
    public static void ThrowIfTooLong(ProductProfile listing, LimitOptions limits, long? number)
    {
        int length = Math.Max(listing.Title.Length, listing.Description.Length);
        if (length > limits.MaxTextCharacters)
        {
            throw new RequestException(
                StatusCodes.Status413PayloadTooLarge, "too_large",
                $"A text of {length:N0} characters is longer than {limits.MaxTextCharacters:N0}. Shorten it.",
                listing.Title.Length > limits.MaxTextCharacters ? "title" : "description", number);
        }
    }
}
