using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Encoding;

/// <summary>
/// Reads a BERT tokenizer from Hugging Face's <c>tokenizer.json</c>; refuses, with the reason, settings it cannot reproduce exactly.
/// </summary>
internal static class TokenizerJson
{
    // A vocabulary larger than this is not a WordPiece model; the guard bounds memory for a hostile file.
    private const int MaxVocabulary = 4_000_000;

    // The largest published WordPiece vocabularies, of half a million tokens, take less than half of this.
    private const long MaxBytes = 64 * 1024 * 1024;

    /// <summary>What to do with a damaged file.</summary>
    internal const string Advice = "Take the file from the model's source again, and import the model.";

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="ModelFormatException">Damaged, or not a BERT tokenizer.</exception>
    public static WordPieceVocabulary Read(string path)
    {
        ThrowIfTooLarge(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(stream);
            return Read(path, document.RootElement);
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"{JsonFault.At(path, error)}. {Advice}", error);
        }
        catch (Exception error) when (error is InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            // The document's accessors throw when a field has the wrong type.
            throw new ModelFormatException($"{path}: a field is of another type than expected in a BERT tokenizer's file. {Advice}", error);
        }
    }

    /// <summary>Bounds the cost of reading a hostile file.</summary>
    internal static void ThrowIfTooLarge(string path)
    {
        long bytes = FileContent.LengthOf(path) ?? throw new ModelFormatException($"'{path}' is missing; expected the tokenizer.");
        if (bytes > MaxBytes)
        {
            throw new ModelFormatException($"{path}: {bytes} bytes; a tokenizer's file has at most {MaxBytes}.");
        }
    }

    private static WordPieceVocabulary Read(string path, JsonElement root)
    {
        JsonElement model = Section(path, root, "model", "WordPiece");
        JsonElement normalizer = Section(path, root, "normalizer", "BertNormalizer");
        Section(path, root, "pre_tokenizer", "BertPreTokenizer");
        if (!model.TryGetProperty("vocab", out JsonElement vocabulary) || vocabulary.ValueKind != JsonValueKind.Object)
        {
            throw new ModelFormatException($"{path}: model.vocab is missing; expected an object of token: id.");
        }

        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonProperty entry in vocabulary.EnumerateObject())
        {
            AddId(path, ids, entry.Name, entry.Value);
        }

        var added = new List<AddedToken>();
        if (root.TryGetProperty("added_tokens", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement entry in list.EnumerateArray())
            {
                AddedToken token = ReadAddedToken(path, entry);
                added.Add(token);
                ids[token.Content] = token.Id;
            }
        }

        bool lowercase = Flag(normalizer, "lowercase") ?? true;
        (string classifier, string separator) = ReadFrame(path, root);
        string unknown = Text(model, "unk_token") ?? "[UNK]";
        return new WordPieceVocabulary
        {
            Path = path,
            Tokens = ById(path, ids),
            AddedTokens = added,
            Normalizer = new BertNormalizer(
                Flag(normalizer, "clean_text") ?? true,
                Flag(normalizer, "handle_chinese_chars") ?? true,
                Flag(normalizer, "strip_accents") ?? lowercase, // null means: as lowercase
                lowercase),
            ContinuationPrefix = Text(model, "continuing_subword_prefix") ?? "##",
            LongestWord = model.TryGetProperty("max_input_chars_per_word", out JsonElement longest) ? longest.GetInt32Checked(path) : 100,
            UnknownId = Require(path, ids, unknown),
            ClassifierId = Require(path, ids, classifier),
            SeparatorId = Require(path, ids, separator),
            PaddingId = ids.GetValueOrDefault("[PAD]", 0),
        };
    }

    /// <summary>The tokens in order of their ids.</summary>
    internal static string[] ById(string path, Dictionary<string, int> ids)
    {
        int largest = ids.Count == 0 ? -1 : ids.Values.Max();
        if (largest >= MaxVocabulary)
        {
            throw new ModelFormatException($"{path}: token id {largest} is beyond the largest vocabulary supported ({MaxVocabulary}).");
        }

        var tokens = new string[largest + 1];
        Array.Fill(tokens, "");
        foreach ((string token, int id) in ids)
        {
            if (tokens[id].Length > 0)
            {
                throw new ModelFormatException($"{path}: '{tokens[id]}' and '{token}' both have id {id}.");
            }

            tokens[id] = token;
        }

        return tokens;
    }

    /// <summary>The id of a token that must exist.</summary>
    internal static int Require(string path, Dictionary<string, int> ids, string token) => ids.TryGetValue(token, out int id)
        ? id
        : throw new ModelFormatException($"{path}: the vocabulary lacks '{token}'.");

    private static void AddId(string path, Dictionary<string, int> ids, string token, JsonElement value)
    {
        int id = value.GetInt32Checked(path);
        if (id < 0 || !ids.TryAdd(token, id))
        {
            throw new ModelFormatException(id < 0
                ? $"{path}: model.vocab gives '{token}' the id {id}; expected 0 or more."
                : $"{path}: model.vocab lists '{token}' twice.");
        }
    }

    private static AddedToken ReadAddedToken(string path, JsonElement entry)
    {
        string? content = Text(entry, "content");
        if (string.IsNullOrEmpty(content) || !entry.TryGetProperty("id", out JsonElement id) || id.GetInt32Checked(path) < 0)
        {
            throw new ModelFormatException($"{path}: an entry of added_tokens lacks its content or id.");
        }

        return new AddedToken(
            id.GetInt32Checked(path), content, Flag(entry, "single_word") ?? false, Flag(entry, "lstrip") ?? false,
            Flag(entry, "rstrip") ?? false, Flag(entry, "normalized") ?? true);
    }

    // The tokens that frame a single text: TemplateProcessing [CLS] A [SEP], or BertProcessing.
    private static (string Classifier, string Separator) ReadFrame(string path, JsonElement root)
    {
        if (!root.TryGetProperty("post_processor", out JsonElement frame) || frame.ValueKind == JsonValueKind.Null)
        {
            throw new ModelFormatException($"{path}: post_processor is missing; expected TemplateProcessing or BertProcessing.");
        }

        switch (Text(frame, "type"))
        {
            case "BertProcessing" when frame.TryGetProperty("cls", out JsonElement cls) && frame.TryGetProperty("sep", out JsonElement sep):
                return (cls[0].GetString() ?? "", sep[0].GetString() ?? "");
            case "TemplateProcessing" when frame.TryGetProperty("single", out JsonElement single)
                && single.ValueKind == JsonValueKind.Array && single.GetArrayLength() == 3:
                string? first = SpecialToken(single[0]);
                string? last = SpecialToken(single[2]);
                if (first is not null && last is not null && single[1].TryGetProperty("Sequence", out _))
                {
                    return (first, last);
                }

                break;
        }

        throw new ModelFormatException($"{path}: post_processor is not of BERT's form '[CLS] text [SEP]'; only that is supported.");
    }

    private static string? SpecialToken(JsonElement element) =>
        element.TryGetProperty("SpecialToken", out JsonElement token) ? Text(token, "id") : null;

    private static JsonElement Section(string path, JsonElement root, string name, string type)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ModelFormatException($"{path}: it holds {JsonField.NameOf(root)}, expected an object. {Advice}");
        }

        if (!root.TryGetProperty(name, out JsonElement section)
            || section.ValueKind != JsonValueKind.Object)
        {
            throw new ModelFormatException($"{path}: section '{name}' is missing; expected one of type {type}. {Advice}");
        }

        string? found = Text(section, "type");
        if (found != type && !(name == "model" && found is null)) // old files leave the model's type out
        {
            throw new ModelFormatException($"{path}: {name} is of type '{found}'; only {type} is supported.");
        }

        return section;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool? Flag(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
        : null;

    private static int GetInt32Checked(this JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw new ModelFormatException($"{path}: expected a whole number, found '{value.GetRawText()}'.");
}
