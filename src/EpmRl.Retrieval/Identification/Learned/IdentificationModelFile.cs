using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Reads and writes an <see cref="IdentificationModel"/> as <c>identification.json</c>, with every weight by name, so that a model can be
/// inspected.
/// </summary>
internal static class IdentificationModelFile
{
    /// <summary>The file's name within a model folder.</summary>
    public const string Name = "identification.json";

    private const int Format = 1;

    /// <summary>Writes a temporary file and renames it: readers see the old file or the new one, never a part.</summary>
    public static void Save(IdentificationModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            Write(model, json);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.Write(
            Path.GetFullPath(path), System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)) + "\n");
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">
    /// The file is missing, is not JSON, or lacks or misstates a field; the message names it.
    /// </exception>
    public static IdentificationModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new ModelFormatException($"There is no identification model '{path}'. Train one.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonField root = JsonField.Of(document.RootElement);
            if (root.Whole("format", 1, int.MaxValue) is var format and not Format)
            {
                throw new ModelFormatException($"{path}: format {format}; this version reads format {Format}. Train the model again.");
            }

            return Read(root);
        }
        catch (JsonException damaged)
        {
            throw new ModelFormatException($"{JsonFault.At(path, damaged)}. Train the model again.", damaged);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            throw new ModelFormatException(
                $"{path} is not an identification model: {wrong.Message.TrimEnd('.')}. Train the model again.", wrong);
        }
    }

    private static void Write(IdentificationModel model, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("format", Format);
        json.WriteString("space", model.Space);
        json.WriteNumber("exclusion", model.Exclusion);
        WriteNumbers(json, "features", model.Features.Names, model.Weights);
        WriteNumbers(json, "terms", model.Text.Terms.Names, model.Text.Idf);
        json.WriteStartArray("rows");
        List<(string Term, float Weight)>[] words = WordsByRow(model.Text);
        for (int row = 0; row < words.Length; row++)
        {
            json.WriteStartObject();
            json.WriteString("name", model.Text.RowNames[row]);
            float[] vector = row < model.Text.Vectors.Count ? model.Text.Vectors[row] : [];
            json.WriteString("vector", Convert.ToBase64String(MemoryMarshal.AsBytes<float>(vector)));
            WriteNumbers(json, "words", [.. words[row].Select(word => word.Term)], [.. words[row].Select(word => word.Weight)]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static List<(string Term, float Weight)>[] WordsByRow(TextWeights text)
    {
        List<(string, float)>[] words = [.. text.RowNames.Select(_ => new List<(string, float)>())];
        for (int term = 0; term < text.Postings.Count; term++)
        {
            foreach (Feature row in text.Postings[term])
            {
                words[row.Id].Add((text.Terms.Names[term], row.Value));
            }
        }

        return words;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string property, IReadOnlyList<string> names, IReadOnlyList<float> numbers)
    {
        json.WriteStartObject(property);
        foreach (int i in Enumerable.Range(0, names.Count).OrderBy(i => names[i], StringComparer.Ordinal))
        {
            json.WriteNumber(names[i], numbers[i]);
        }

        json.WriteEndObject();
    }

    private static IdentificationModel Read(JsonField root)
    {
        (FeatureVocabulary features, List<float> weights) = ReadNumbers(root.Object("features"));
        (FeatureVocabulary terms, List<float> idf) = ReadNumbers(root.Object("terms"));
        List<Feature>[] postings = [.. idf.Select(_ => new List<Feature>())];
        var names = new List<string>();
        var vectors = new List<float[]>();
        foreach (JsonField row in root.Objects("rows"))
        {
            byte[] vector = row.Bytes("vector");
            if (vector.Length % sizeof(float) != 0 || (vectors.Count > 0 && vector.Length != vectors[0].Length * sizeof(float)))
            {
                object expected = vectors.Count > 0 ? vectors[0].Length * sizeof(float) : "a multiple of 4";
                throw new FormatException($"the vector of row '{row.Text("name")}' has {vector.Length} bytes, expected {expected}");
            }

            foreach ((string word, float weight) in row.Object("words").Singles())
            {
                int term = terms.IdOf(word);
                if (term == FeatureVocabulary.Unknown)
                {
                    throw new FormatException($"row '{row.Text("name")}' weighs '{word}', which is not a term");
                }

                postings[term].Add(new Feature(names.Count, weight));
            }

            names.Add(row.Text("name"));
            vectors.Add(MemoryMarshal.Cast<byte, float>(vector).ToArray());
        }

        bool withVectors = vectors.Count > 0 && vectors[0].Length > 0;
        return new IdentificationModel(
            root.Text("space"),
            features,
            weights,
            new TextWeights(names, terms, idf, postings, withVectors ? vectors : []),
            root.Has("exclusion") ? Share(root.Number("exclusion")) : 0);
    }

    private static (FeatureVocabulary Names, List<float> Numbers) ReadNumbers(JsonField numbers)
    {
        var names = new FeatureVocabulary();
        var read = new List<float>();
        foreach ((string name, float number) in numbers.Singles())
        {
            if (names.IdOf(name) != read.Count)
            {
                throw new FormatException($"'{name}' is listed twice");
            }

            read.Add(number);
        }

        names.IsGrowing = false;
        return (names, read);
    }

    private static double Share(double number) => number is >= 0 and <= 1 ? number
        : throw new FormatException(FormattableString.Invariant($"'exclusion' is {number}, expected 0 to 1"));
}
