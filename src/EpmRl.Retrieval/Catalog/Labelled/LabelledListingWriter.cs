using System.Text.Encodings.Web;
using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Writes labelled listings as the lines read by <c>epmrl train</c> and <c>epmrl evaluate</c>.</summary>
internal static class LabelledListingWriter
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes listings, one JSON object per line.</summary>
    /// <param name="listings">The listings.</param>
    /// <param name="stream">The output; left open.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <returns>The number of listings.</returns>
    public static int Write(IEnumerable<LabelledListing> listings, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(stream);
        int count = 0;
        using var writer = new Utf8JsonWriter(stream, Readable);
        foreach (LabelledListing listing in listings)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(listing, writer);
            writer.Flush();
            stream.WriteByte((byte)'\n');
            writer.Reset();
            count++;
        }

        return count;
    }

    private static void Write(LabelledListing listing, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", listing.Profile.Id);
        writer.WriteString("category", listing.Category);
        writer.WriteString("input_title", listing.Profile.Title);
        writer.WriteString("input_description", listing.Profile.Description);
        if (listing.Group is not null)
        {
            writer.WriteString("url", listing.Group);
        }

        writer.WriteStartObject("target_scores");
        foreach ((string attribute, IReadOnlyList<string> labels) in listing.Gold)
        {
            writer.WriteStartObject(attribute);
            foreach (string label in labels.Count == 0 ? ["n/a"] : labels)
            {
                writer.WriteNumber(label, 1);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
