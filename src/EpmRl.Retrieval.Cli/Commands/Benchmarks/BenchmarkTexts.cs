using System.CommandLine;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The listings on whose texts the encoder is measured.</summary>
internal static class BenchmarkTexts
{
    private const string Default = "samples/products.jsonl";

    /// <summary><c>--texts</c>.</summary>
    public static Option<string?> Option() => new("--texts")
    {
        Description = $"JSONL file of listings (title and description, or input_title and input_description). [default: {Default}]",
        HelpName = "file",
    };

    /// <summary>Reads a file's texts.</summary>
    /// <param name="file">The file; null for the sample listings.</param>
    /// <param name="prompts">Makes a text of a listing.</param>
    /// <param name="count">Texts wanted: the file's in its order, from the start again where it is shorter.</param>
    /// <exception cref="InvalidDataException">A line is not a listing, or the file has none.</exception>
    public static string[] Read(string? file, PromptTemplates prompts, int count)
    {
        file ??= Shipped.Find(Default) ?? throw new UsageException($"'{Default}' was not found. Name a file with --texts <file>.");
        var texts = new List<string>();
        int number = 0;
        foreach (string line in File.ReadLines(file).Where(line => !string.IsNullOrWhiteSpace(line)).Take(count))
        {
            number++;
            try
            {
                using JsonDocument document = JsonDocument.Parse(line);
                string? title = Field(document.RootElement, "title") ?? Field(document.RootElement, "input_title");
                if (title is null)
                {
                    throw new InvalidDataException($"{file}: line {number} has neither title nor input_title.");
                }

                string description = Field(document.RootElement, "description") ?? Field(document.RootElement, "input_description") ?? "";
                texts.Add(prompts.ForItem(new ProductProfile { Id = "", Title = title, Description = description }));
            }
            catch (JsonException error)
            {
                throw new InvalidDataException(
                    $"{file}: line {number} cannot be read: {JsonFault.Describe(error)}. Expected a listing, a JSON object.", error);
            }
        }

        return texts.Count > 0
            ? [.. Enumerable.Range(0, count).Select(i => texts[i % texts.Count])]
            : throw new InvalidDataException($"'{file}' holds no listings.");
    }

    private static string? Field(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
