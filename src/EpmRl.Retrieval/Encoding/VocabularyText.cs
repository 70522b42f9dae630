using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Encoding;

/// <summary>Reads the older pair of files: <c>vocab.txt</c>, one token per line, and <c>tokenizer_config.json</c>.</summary>
internal static class VocabularyText
{
    private static readonly string[] SpecialNames = ["unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];
    private static readonly string[] SpecialDefaults = ["[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"];

    /// <summary>Reads and checks both files.</summary>
    /// <exception cref="ModelFormatException">Damaged, missing, or not a BERT tokenizer.</exception>
    public static WordPieceVocabulary Read(string vocabularyPath, string configPath)
    {
        TokenizerJson.ThrowIfTooLarge(vocabularyPath);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int line = 0;
        foreach (string token in File.ReadLines(vocabularyPath))
        {
            string trimmed = token.TrimEnd('\r');
            if (trimmed.Length > 0 && !ids.TryAdd(trimmed, line))
            {
                throw new ModelFormatException(
                    $"{vocabularyPath}:{line + 1}: '{trimmed}' is listed again, first on line {ids[trimmed] + 1}.");
            }

            line++;
        }

        if (!File.Exists(configPath))
        {
            throw new ModelFormatException($"'{configPath}' is missing; it says how to use vocab.txt (do_lower_case, strip_accents).");
        }

        TokenizerJson.ThrowIfTooLarge(configPath);
        try
        {
            using FileStream stream = File.OpenRead(configPath);
            using JsonDocument document = JsonDocument.Parse(stream);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(vocabularyPath, configPath, ids, document.RootElement)
                : throw new ModelFormatException($"{configPath}: it holds {JsonField.NameOf(document.RootElement)}, expected an object. "
                    + $"{TokenizerJson.Advice}");
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"{JsonFault.At(configPath, error)}. {TokenizerJson.Advice}", error);
        }
        catch (InvalidOperationException error)
        {
            throw new ModelFormatException(
                $"{configPath}: a field is of another type than expected in a tokenizer's configuration. {TokenizerJson.Advice}", error);
        }
    }

    private static WordPieceVocabulary Read(string path, string configPath, Dictionary<string, int> ids, JsonElement config)
    {
        string? kind = Text(config, "tokenizer_class");
        if (kind is not (null or "BertTokenizer" or "BertTokenizerFast" or "DistilBertTokenizer" or "DistilBertTokenizerFast"))
        {
            throw new ModelFormatException($"{configPath}: tokenizer_class is '{kind}'; only BertTokenizer is supported.");
        }

        var special = new string[SpecialNames.Length];
        var added = new List<AddedToken>();
        for (int i = 0; i < special.Length; i++)
        {
            special[i] = Text(config, SpecialNames[i]) ?? SpecialDefaults[i];
            if (ids.TryGetValue(special[i], out int id))
            {
                added.Add(new AddedToken(id, special[i], false, false, false, Normalized: false));
            }
        }

        bool lowercase = Flag(config, "do_lower_case", true);
        return new WordPieceVocabulary
        {
            Path = path,
            Tokens = TokenizerJson.ById(path, ids),
            AddedTokens = added,
            Normalizer =
                new BertNormalizer(true, Flag(config, "tokenize_chinese_chars", true), Flag(config, "strip_accents", lowercase), lowercase),
            UnknownId = TokenizerJson.Require(path, ids, special[0]),
            SeparatorId = TokenizerJson.Require(path, ids, special[1]),
            PaddingId = ids.GetValueOrDefault(special[2], 0),
            ClassifierId = TokenizerJson.Require(path, ids, special[3]),
        };
    }

    // A special token is given as text, or as an object with its content.
    private static string? Text(JsonElement config, string name) => config.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Object when value.TryGetProperty("content", out JsonElement content) => content.GetString(),
            _ => null,
        }
        : null;

    private static bool Flag(JsonElement config, string name, bool otherwise) => config.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => otherwise }
        : otherwise;
}
