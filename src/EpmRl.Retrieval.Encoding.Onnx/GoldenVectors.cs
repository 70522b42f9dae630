using System.Text.Json;
using System.Text.Json.Serialization;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Texts with the vectors that a model gave for them at import, in 32-bit floats; stored with the model.</summary>
internal static class GoldenVectors
{
    // Our own texts: short and long, ASCII and not, with cases that are hard for tokenizers; nothing from a data set.
    private static readonly string[] Texts =
    [
        "",
        "stainless steel water bottle",
        "A Footwear with Colour being Navy Blue",
        "A Bicycles with Frame Size being n/a",
        "Home & Garden > Kitchen > Coffee Makers",
        "title: Trail running shoe, size 10.5 US / 44 EU, 8 mm drop, black/red\n"
            + "description: Light shoe with a breathable mesh upper (240 g) and a grippy outsole for wet rock and mud.",
        "title: NVMe SSD 1 TB M.2 2280 PCIe 4.0 x4\n"
            + "description: Up to 7,000 MB/s read, 5,300 MB/s write; 600 TBW; 5-year warranty. SKU: SSD-1000-G4/B",
        "Größe: 42½ – Kaffeemühle “Crème Brûlée” <5 kg, 100 °C ± 2 %",
        "日本製 ステンレス 包丁 21cm 한국어 тест",
        "word pieces of unaffordable antidisestablishmentarianism 🙂 №7 ²³ ﬁt",
        string.Join(
            ' ', Enumerable.Repeat("Solid oak dining table with six upholstered chairs, 180 x 90 x 75 cm, seats eight when extended.", 30)),
    ];

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Encodes the texts and writes the file.</summary>
    public static async Task WriteAsync(ITextEncoder encoder, string path, CancellationToken cancellationToken)
    {
        EmbeddingBatch vectors = await encoder.EncodeAsync(Texts, cancellationToken).ConfigureAwait(false);
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        for (int i = 0; i < Texts.Length; i++)
        {
            await writer.WriteLineAsync(JsonSerializer.Serialize(new Line(Texts[i], vectors[i].ToArray()), Json)).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ModelFormatException">Missing, damaged, or of another dimension.</exception>
    public static List<(string Text, float[] Vector)> Read(string path, int dimension)
    {
        if (!File.Exists(path))
        {
            throw new ModelFormatException($"'{path}' is missing; without it the model cannot be checked. Import the model again.");
        }

        var golden = new List<(string, float[])>();
        int number = 0;
        foreach (string text in File.ReadLines(path))
        {
            number++;
            try
            {
                Line? line = JsonSerializer.Deserialize<Line>(text, Json);
                if (line?.Text is null || line.Embedding is null || line.Embedding.Length != dimension)
                {
                    throw new ModelFormatException($"{path}:{number}: expected a text and {dimension} numbers.");
                }

                golden.Add((line.Text, line.Embedding));
            }
            catch (JsonException error)
            {
                throw new ModelFormatException($"{path}:{number}: {JsonFault.Describe(error)}. Import the model again.", error);
            }
        }

        return golden.Count > 0 ? golden : throw new ModelFormatException($"{path}: no golden vectors.");
    }

    private sealed record Line(
        [property: JsonPropertyName("text")] string Text, [property: JsonPropertyName("embedding")] float[] Embedding);
}
