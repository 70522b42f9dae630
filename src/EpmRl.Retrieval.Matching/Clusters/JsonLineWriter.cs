using System.Buffers;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>Writes JSON Lines in large blocks; a writer over a stream would flush the stream for every line.</summary>
/// <param name="stream">Where they go; the caller flushes and disposes it.</param>
internal sealed class JsonLineWriter(Stream stream)
{
    private const int BlockBytes = 1 << 16;

    private readonly ArrayBufferWriter<byte> block = new(BlockBytes);
    private Utf8JsonWriter? json;

    /// <summary>Writes an object on a line of its own.</summary>
    /// <param name="fields">Writes the object's fields.</param>
    public void Write(Action<Utf8JsonWriter> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        json ??= new Utf8JsonWriter(block, JsonLines.Writing);
        json.WriteStartObject();
        fields(json);
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        block.Write("\n"u8);
        if (block.WrittenCount >= BlockBytes)
        {
            Flush();
        }
    }

    /// <summary>Passes the last lines on.</summary>
    public void Flush()
    {
        stream.Write(block.WrittenSpan);
        block.ResetWrittenCount();
        json?.Reset(block);
    }
}
