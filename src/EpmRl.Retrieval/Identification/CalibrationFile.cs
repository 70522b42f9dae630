using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Reads and writes a <see cref="Calibration"/> as <c>calibration.json</c>.</summary>
internal static class CalibrationFile
{
    private const int Format = 2; // 1: curves over the score itself
    private const string Advice = "Fit the calibration again.";

    /// <summary>Writes a temporary file and renames it: readers see the old file or the new one, never a part.</summary>
    public static void Save(Calibration calibration, string path)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            Write(calibration, json);
        });
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">
    /// The file is missing, is not JSON, or lacks or misstates a field; the message names it.
    /// </exception>
    public static Calibration Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new ModelFormatException($"There is no calibration '{path}'. Fit one.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonField root = JsonField.Of(document.RootElement);
            if (root.Whole("format", 1, int.MaxValue) is var format and not Format)
            {
                throw new ModelFormatException($"{path}: format {format}; this version reads format {Format}. {Advice}");
            }

            return new Calibration
            {
                Space = root.Text("space"),
                Kinds = root.Object("kinds").Objects().ToDictionary(kind => KindOf(kind.Field), kind => ReadCurve(kind.Object)),
                Attributes = root.Object("attributes").Objects()
                    .ToDictionary(attribute => attribute.Field, attribute => ReadCurve(attribute.Object), StringComparer.Ordinal),
            };
        }
        catch (JsonException damaged)
        {
            throw new ModelFormatException($"{JsonFault.At(path, damaged)}. {Advice}", damaged);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            throw new ModelFormatException($"{path} is not a calibration: {wrong.Message.TrimEnd('.')}. {Advice}", wrong);
        }
    }

    private static void Write(Calibration calibration, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("format", Format);
        json.WriteString("space", calibration.Space);
        json.WriteStartObject("kinds");
        foreach ((AttributeKind kind, CalibrationCurve curve) in calibration.Kinds.OrderBy(kind => kind.Key))
        {
            WriteCurve(json, kind.ToString().ToLowerInvariant(), curve);
        }

        json.WriteEndObject();
        json.WriteStartObject("attributes");
        foreach ((string attribute, CalibrationCurve curve) in
            calibration.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            WriteCurve(json, attribute, curve);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCurve(Utf8JsonWriter json, string name, CalibrationCurve curve)
    {
        json.WriteStartObject(name);
        json.WriteNumber("slope", curve.Slope);
        json.WriteNumber("intercept", curve.Intercept);
        json.WriteNumber("threshold", curve.Threshold);
        json.WriteNumber("review_below", curve.ReviewBelow);
        json.WriteNumber("samples", curve.Samples);
        json.WriteEndObject();
    }

    private static CalibrationCurve ReadCurve(JsonField curve) => new(
        curve.Number("slope"), curve.Number("intercept"), curve.Number("threshold"), curve.Number("review_below"),
        (int)curve.Whole("samples", 0, int.MaxValue));

    private static AttributeKind KindOf(string name) =>
        Enum.TryParse(name, ignoreCase: true, out AttributeKind kind) && Enum.IsDefined(kind)
        ? kind
        : throw new FormatException(
            $"there is no kind '{name}'; the kinds are {string.Join(", ", Enum.GetNames<AttributeKind>()).ToLowerInvariant()}.");
}
