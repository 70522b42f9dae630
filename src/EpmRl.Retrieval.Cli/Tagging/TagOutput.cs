using System.Buffers;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>Writes results as JSON Lines, a batch in one piece, so that an interruption leaves complete lines.</summary>
internal sealed class TagOutput(Stream stream)
{
    private readonly ArrayBufferWriter<byte> buffer = new(1 << 16);

    /// <summary>Writes the results of a batch; they are in the stream when the call returns.</summary>
    /// <returns>What was written, valid until the next call.</returns>
    public ReadOnlyMemory<byte> Write(ListingBatch batch, IReadOnlyList<TagResult> results)
    {
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, JsonLines.Writing))
        {
            for (int i = 0; i < results.Count; i++)
            {
                TagResultJson.Write(json, results[i], batch.Profiles[i]);
                json.Flush();
                json.Reset();
                buffer.Write("\n"u8);
            }
        }

        WholeLines.Write(stream, buffer.WrittenSpan);
        return buffer.WrittenMemory;
    }
}
