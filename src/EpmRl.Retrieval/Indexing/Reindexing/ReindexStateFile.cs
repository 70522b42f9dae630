using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The file <c>reindex.json</c>: a reindex's state and, as its last member, the SHA-256 of all preceding content.</summary>
internal static class ReindexStateFile
{
    private const string Checksum = "checksum";
    private const int LargestSize = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static void Write(string folder, ReindexState state, FileSystem files) =>
        files.Replace(Path.Combine(folder, IndexFiles.Reindex), Text(state));

    /// <returns>The state; null when the index was never built by a reindex.</returns>
    /// <exception cref="IndexFormatException">The file is damaged.</exception>
    public static ReindexState? Read(string folder)
    {
        string path = Path.Combine(folder, IndexFiles.Reindex);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            byte[] bytes = FileContent.ReadAtMost(path, LargestSize) ?? [];
            ReindexState? state = JsonSerializer.Deserialize<ReindexState>(bytes, Json);
            return state is not null && bytes.AsSpan().SequenceEqual(System.Text.Encoding.UTF8.GetBytes(Text(state)))
                && IndexFolder.IsVersionName(state.Version)
                ? state
                : throw Damaged(path, "its checksum does not match its content", null);
        }
        catch (JsonException wrong)
        {
            throw Damaged(path, "it is not a reindex state", wrong);
        }
    }

    private static string Text(ReindexState state)
    {
        JsonObject json = JsonSerializer.SerializeToNode(state, Json)!.AsObject();
        json[Checksum] = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(state, Json)));
        return json.ToJsonString(Json) + "\n";
    }

    private static IndexFormatException Damaged(string path, string what, Exception? cause) =>
        new($"{path} is damaged: {what}. The versions are intact. Reindex again.", cause);
}
