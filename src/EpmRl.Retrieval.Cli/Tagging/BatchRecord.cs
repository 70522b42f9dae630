using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>A batch that is completely in the output: hashes of its lines as written, and of the listings they were made from.</summary>
/// <param name="Listings">Listings, and so lines, of the batch.</param>
/// <param name="Bytes">Bytes of the lines, line ends included.</param>
/// <param name="Output">SHA-256 of those bytes, lower-case hexadecimal.</param>
/// <param name="Input">SHA-256 of the listings as they were read.</param>
internal sealed record BatchRecord(int Listings, long Bytes, string Output, string Input)
{
    /// <summary>The record of a batch and the lines that were written for it.</summary>
    public static BatchRecord Of(ListingBatch batch, ReadOnlySpan<byte> lines) =>
        new(batch.Profiles.Count, lines.Length, Sha256Hex.Of(lines), HashOf(batch.Profiles));

    /// <summary>Whether these are the lines that were written.</summary>
    public bool Wrote(ReadOnlySpan<byte> lines) => Sha256Hex.Of(lines) == Output;

    /// <summary>Whether these are the listings that the lines were made from.</summary>
    public bool WasMadeFrom(IReadOnlyList<ProductProfile> profiles) => HashOf(profiles) == Input;

    private static string HashOf(IReadOnlyList<ProductProfile> profiles)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (ProductProfile profile in profiles)
        {
            json.WriteStartArray();
            json.WriteStringValue(profile.Id);
            json.WriteStringValue(profile.Title);
            json.WriteStringValue(profile.Description);
            json.WriteStringValue(profile.Category);
            foreach ((string name, JsonElement value) in profile.Extra.Concat(profile.Shared))
            {
                json.WriteStringValue(name);
                value.WriteTo(json);
            }

            foreach (string text in profile.OtherCategories
                .Concat(profile.Options.Select(option => $"{option.Name}: {option.Value}"))
                .Concat(profile.GroupId is { } group ? [group] : []))
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.Flush();
        return Sha256Hex.Of(buffer.WrittenSpan);
    }
}
