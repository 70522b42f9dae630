using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>A snapshot on the emulated disk.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Created">The time of its creation.</param>
/// <param name="Content">A tar file.</param>
/// <param name="HasChecksum">Whether its checksum is known: that of an uploaded file is not.</param>
internal sealed record SnapshotFile(string Name, DateTimeOffset Created, byte[] Content, bool HasChecksum)
{
    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Content));

    public JsonObject Show()
    {
        JsonObject shown = new()
        {
            ["name"] = Name,
            ["creation_time"] = Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
            ["size"] = Content.Length,
        };
        if (HasChecksum)
        {
            shown["checksum"] = Sha256;
        }

        return shown;
    }
}
