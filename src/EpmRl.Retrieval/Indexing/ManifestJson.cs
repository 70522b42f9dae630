using System.Text.Json;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// The manifest as JSON, written by hand: the serializer's start-up would be a third of the time that opening an index takes.
/// </summary>
internal static class ManifestJson
{
    public static string Write(IndexManifest manifest)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", manifest.Format);
            json.WriteString("version", manifest.Version);
            json.WriteString("created", manifest.Created);
            json.WriteString("taxonomy", manifest.Taxonomy);
            json.WriteString("taxonomy_version", manifest.TaxonomyVersion);
            json.WriteString("model_id", manifest.ModelId);
            json.WriteString("precision", manifest.Precision);
            json.WriteString("space", manifest.Space);
            json.WriteNumber("wording", manifest.Wording);
            json.WriteNumber("dimension", manifest.Dimension);
            json.WriteString("vector_form", manifest.VectorForm);
            json.WriteNumber("vectors", manifest.Vectors);
            json.WriteNumber("ranges", manifest.Ranges);
            json.WriteStartObject("files");
            foreach ((string name, IndexFile file) in manifest.Files)
            {
                json.WriteStartObject(name);
                json.WriteNumber("bytes", file.Bytes);
                json.WriteString("sha256", file.Sha256);
                if (file.Blocks is { } blocks)
                {
                    json.WriteNumber("block_bytes", blocks.Bytes);
                    json.WriteString("block_sha256", blocks.Sha256);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <exception cref="JsonException">A member is missing or of another type.</exception>
    public static IndexManifest Read(byte[] bytes)
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        JsonElement root = document.RootElement;
        var files = new Dictionary<string, IndexFile>(StringComparer.Ordinal);
        foreach (JsonProperty file in Member(root, "files", JsonValueKind.Object).EnumerateObject())
        {
            files[file.Name] = new IndexFile(Integer(file.Value, "bytes", long.MaxValue), Text(file.Value, "sha256"))
            {
                Blocks = file.Value.TryGetProperty("block_bytes", out _)
                    ? new IndexBlocks((int)Integer(file.Value, "block_bytes", int.MaxValue), Text(file.Value, "block_sha256"))
                    : null,
            };
        }

        return new IndexManifest
        {
            Format = (int)Integer(root, "format", int.MaxValue),
            Version = Text(root, "version"),
            Created = Member(root, "created", JsonValueKind.String).TryGetDateTimeOffset(out DateTimeOffset created)
                ? created
                : throw new JsonException("'created' is not a time"),
            Taxonomy = Text(root, "taxonomy"),
            TaxonomyVersion = Text(root, "taxonomy_version"),
            ModelId = Text(root, "model_id"),
            Precision = Text(root, "precision"),
            Space = Text(root, "space"),
            // missing in older indexes
            Wording = root.TryGetProperty("wording", out _) ? (int)Integer(root, "wording", int.MaxValue) : 1,
            Dimension = (int)Integer(root, "dimension", int.MaxValue),
            VectorForm = Text(root, "vector_form"),
            Vectors = Integer(root, "vectors", int.MaxValue),
            Ranges = (int)Integer(root, "ranges", int.MaxValue),
            Files = files,
        };
    }

    private static string Text(JsonElement owner, string name)
    {
        try
        {
            return Member(owner, name, JsonValueKind.String).GetString()!;
        }
        catch (InvalidOperationException wrong)
        {
            throw new JsonException($"'{name}' is not text ({wrong.Message})", wrong); // half a surrogate pair, escaped
        }
    }

    private static long Integer(JsonElement owner, string name, long most) =>
        Member(owner, name, JsonValueKind.Number).TryGetInt64(out long number) && number >= 0 && number <= most
            ? number
            : throw new JsonException($"'{name}' is not a whole number from 0 to {most}");

    private static JsonElement Member(JsonElement owner, string name, JsonValueKind kind) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement member) && member.ValueKind == kind
            ? member
            : throw new JsonException($"'{name}' is missing or not of type {kind.ToString().ToLowerInvariant()}");
}
