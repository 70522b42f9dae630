using System.Buffers;
using System.Text.Json;

namespace EpmRl.Retrieval.Indexing.Qdrant.Rest;

/// <summary>Bodies of requests.</summary>
internal static class JsonBody
{
    /// <summary>An object whose members a caller writes.</summary>
    public static ReadOnlyMemory<byte> Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, QdrantJson.Writing))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Writes a vector.</summary>
    /// <exception cref="ArgumentException">
    /// A component is not finite: the server would take it for an infinity, store it and score it as null.
    /// </exception>
    public static void WriteVector(Utf8JsonWriter json, ReadOnlySpan<float> vector)
    {
        json.WriteStartArray();
        foreach (float x in vector)
        {
            if (!float.IsFinite(x))
            {
                throw new ArgumentException("The vector holds a number that is not finite.", nameof(vector));
            }

            json.WriteNumberValue(x);
        }

        json.WriteEndArray();
    }

    /// <summary>A vector as JSON, to be written several times.</summary>
    public static byte[] OfVector(ReadOnlySpan<float> vector)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            WriteVector(json, vector);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
