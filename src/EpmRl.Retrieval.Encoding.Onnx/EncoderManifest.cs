using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The content of <c>encoder.json</c>: how to use a model, and the hash of every file that may be read with it.</summary>
public sealed record EncoderManifest
{
    /// <summary>The manifest's file name.</summary>
    public const string FileName = "encoder.json";

    private const string Advice = "Restore the file, or import the model again.";

    private static readonly ManifestJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // prompts hold ">" and accents; the file is not HTML
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });

    /// <summary>Version of this format: 1.</summary>
    public required int Format { get; init; }

    /// <summary>Name and version of the model, for people.</summary>
    public required string Id { get; init; }

    /// <summary>The network: <c>bert</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Length of every vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>How token vectors become one.</summary>
    [JsonConverter(typeof(PoolingKindJson))]
    public required PoolingKind Pooling { get; init; }

    /// <summary>Longest input, special tokens included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>The templates of the texts to encode.</summary>
    public required PromptTemplates Prompts { get; init; }

    /// <summary>SPDX name of the licence, if the source states one.</summary>
    public string? Licence { get; init; }

    /// <summary>SHA-256, lower-case hex, of each of the model's files, by name. Only a reader is read without being listed.</summary>
    public required SortedDictionary<string, string> Files { get; init; }

    /// <summary>Reads and checks the manifest of a model folder.</summary>
    /// <exception cref="ModelFormatException">No model folder, or a damaged manifest.</exception>
    public static EncoderManifest Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new ModelFormatException(
                $"'{folder}' is not a model folder: it has no {FileName}. Import one from a checkpoint.");
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            EncoderManifest manifest = JsonSerializer.Deserialize(stream, Json.EncoderManifest)
                ?? throw new ModelFormatException($"{path}: it holds null, expected an object. {Advice}");
            manifest.Check(path);
            return manifest;
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"{JsonFault.At(path, error)}. {Advice}", error);
        }
    }

    /// <summary>Writes the manifest into a folder.</summary>
    internal void Write(string folder) =>
        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Json.EncoderManifest) + "\n");

    /// <summary>Checks every listed file against its hash.</summary>
    /// <param name="folder">The model folder.</param>
    /// <exception cref="ModelFormatException">A file is missing or was changed.</exception>
    internal void VerifyFiles(string folder)
    {
        foreach (string name in WordPieceTokenizer.FileNames)
        {
            // The tokenizer looks for these by name, so an unlisted one would be read unchecked.
            if (!Files.ContainsKey(name) && File.Exists(Path.Combine(folder, name)))
            {
                throw new ModelFormatException(
                    $"'{Path.Combine(folder, name)}' is not listed in {FileName}. Remove it, or import the model again.");
            }
        }

        foreach ((string name, string expected) in Files)
        {
            string path = Path.Combine(folder, name);
            if (FileContent.LengthOf(path) is null)
            {
                throw new ModelFormatException($"'{path}' is missing; {FileName} lists it.");
            }

            string found = Sha256Hex.OfFile(path);
            if (found != expected)
            {
                throw new ModelFormatException(
                    $"{path}: its SHA-256 is {found[..16]}…, {FileName} lists {expected[..16]}…. The file was changed or damaged; "
                        + "restore it or import the model again.");
            }
        }
    }

    /// <summary>The space of the model's vectors when computed in a number form.</summary>
    /// <param name="precision">The form's name.</param>
    /// <param name="form">How the graph computes in that form: changing it makes another space.</param>
    internal EncoderSpace SpaceOf(string precision, string form)
    {
        // Every field that affects vectors, one per line; the card, the licence and the golden vectors do not.
        var text = new StringBuilder("epmrl-space 1\n");
        text.Append(FormattableString.Invariant($"{Architecture} {Dimension} {Pooling} {MaxTokens} {precision} {form}\n"));
        foreach ((string name, string hash) in Files.Where(file => ModelFiles.MoveVectors(file.Key)))
        {
            text.Append(name).Append(' ').Append(hash).Append('\n');
        }

        text.Append(JsonSerializer.Serialize(Prompts, Json.PromptTemplates));
        string fingerprint = Sha256Hex.Of(text.ToString())[..16];
        return new EncoderSpace(Id, precision, Dimension, MaxTokens, Prompts, fingerprint);
    }

    private void Check(string path)
    {
        if (Format != 1 || Architecture != "bert")
        {
            throw new ModelFormatException(
                $"{path}: format {Format}, architecture '{Architecture}'; this version reads format 1, 'bert'. Update epmrl.");
        }

        if (MaxTokens < 3 || Dimension < 1 || string.IsNullOrWhiteSpace(Id) || Prompts is null || Files is null)
        {
            throw new ModelFormatException($"{path}: id, dimension, max_tokens (3 or more), prompts and files are required.");
        }

        CheckPrompt(path, "null", Prompts.Null, "");
        CheckPrompt(path, "value", Prompts.Value, "{value}");
        CheckPrompt(path, "item", Prompts.Item, "{title}");
        CheckPrompt(path, "query", Prompts.Query, "{query}");
        CheckPrompt(path, "category", Prompts.Category, "{path}");
        foreach ((string name, string hash) in Files)
        {
            // A plain name cannot point outside the folder.
            if (name.Length == 0 || name != Path.GetFileName(name) || name is "." or ".." || name.Contains('\\', StringComparison.Ordinal))
            {
                throw new ModelFormatException($"{path}: files lists '{name}'; expected a plain file name inside the folder.");
            }

            if (hash is not { Length: 64 } || hash.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            {
                throw new ModelFormatException($"{path}: the hash of '{name}' is not a SHA-256 in lower-case hex.");
            }
        }

        foreach (string needed in (string[])[ModelFiles.Weights, ModelFiles.Configuration])
        {
            if (!Files.ContainsKey(needed))
            {
                throw new ModelFormatException($"{path}: files lacks '{needed}'.");
            }
        }
    }

    // Without its placeholder a prompt would give the same vector for every text.
    private static void CheckPrompt(string path, string field, string? prompt, string placeholder)
    {
        if (prompt is null || !prompt.Contains(placeholder, StringComparison.Ordinal))
        {
            throw new ModelFormatException(
                $"{path}: prompts.{field} is {(prompt is null ? "null" : $"'{prompt}'")}; "
                    + $"expected a text{(placeholder.Length == 0 ? "" : $" with {placeholder}")}.");
        }
    }
}
