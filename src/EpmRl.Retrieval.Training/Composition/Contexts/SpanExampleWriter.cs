using System.Text.Encodings.Web;
using System.Text.Json;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>Writes listings with labelled places, one JSON object per line.</summary>
internal static class SpanExampleWriter
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes listings.</summary>
    /// <param name="examples">The listings.</param>
    /// <param name="stream">The output; left open.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <returns>The number of listings.</returns>
    public static int Write(IEnumerable<SpanExample> examples, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(stream);
        int count = 0;
        using var writer = new Utf8JsonWriter(stream, Readable);
        foreach (SpanExample example in examples)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(example, writer);
            writer.Flush();
            stream.WriteByte((byte)'\n');
            writer.Reset();
            count++;
        }

        return count;
    }

    private static void Write(SpanExample example, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", example.Profile.Id);
        writer.WriteString("category", example.Category.Path);
        writer.WriteString("input_title", example.Profile.Title);
        writer.WriteString("input_description", example.Profile.Description);
        writer.WriteStartArray("spans");
        foreach (SpanLabel span in example.Spans)
        {
            writer.WriteStartObject();
            writer.WriteString("attribute", span.AttributeId);
            writer.WriteString("field", span.Field.ToString().ToLowerInvariant());
            writer.WriteNumber("start", span.Start);
            writer.WriteNumber("end", span.End);
            writer.WriteBoolean("stated", span.Stated);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (example.Twin is not null)
        {
            writer.WriteString("twin", example.Twin);
        }

        writer.WriteEndObject();
    }
}
