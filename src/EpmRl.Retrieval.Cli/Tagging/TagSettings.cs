using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>
/// The settings that, with listings, model and taxonomy, decide the results of a run. Kept next to the output, as
/// <c>&lt;output&gt;.settings.json</c>, so that a resumed run does not mix two configurations in one file.
/// </summary>
/// <param name="Channels">The proposers of values, as <c>--channels</c> names them.</param>
/// <param name="Calibration">SHA-256 of the calibration file; <c>none</c> without one.</param>
/// <param name="Identification">SHA-256 of the identification model's file; <c>none</c> without one.</param>
internal sealed record TagSettings(string Channels, string Calibration, string Identification = "none")
{
    /// <summary>The probability from which a predicted category is taken; null for the rule's.</summary>
    public double? CategoryThreshold { get; init; }

    /// <summary>The category of listings that name none; null where it is predicted.</summary>
    public string? DefaultCategory { get; init; }

    /// <summary>Whether columns that name attributes are read.</summary>
    public bool Columns { get; init; } = true;

    /// <summary>The attributes that columns are mapped to, as the command line has them; empty for none.</summary>
    public string Attributes { get; init; } = "";

    /// <summary>The locale to read where columns have several; null for the first.</summary>
    public string? Locale { get; init; }

    /// <summary>The settings of a run without options.</summary>
    public static TagSettings Default { get; } = new("all", "none");

    /// <summary>The settings of a command line.</summary>
    /// <param name="channels">The proposers of values.</param>
    /// <param name="model">The model folder.</param>
    public static TagSettings Of(string channels, ModelFolder model) =>
        new(channels, HashOf(model.CalibrationFile), HashOf(model.ModelFile));

    /// <summary>The file of an output's settings; null for stdout and devices, which no run resumes.</summary>
    public static string? PathOf(string? output) => output is null || FileIdentity.IsDevice(output) ? null : output + ".settings.json";

    /// <summary>Writes the settings next to an output that is a file.</summary>
    public void Save(string output)
    {
        if (PathOf(output) is { } path)
        {
            AtomicFile.Write(path, Text + "\n");
        }
    }

    /// <summary>Refuses an output that was written with other settings.</summary>
    /// <exception cref="UsageException">The settings differ, or their file is missing.</exception>
    public void Check(string output)
    {
        string path = PathOf(output) ?? throw new UsageException($"--resume: '{output}' is not a file that can be read again.");
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no {path}, which says how {output} was written. Put it back, or leave --resume out.");
        }

        string written = File.ReadAllText(path).TrimEnd();
        if (written != Text)
        {
            throw new UsageException($"{output} was written with {written}; now the settings are {Text}. Use the same --model, --channels, "
                + "--calibration, --category-threshold, --default-category, --no-columns, --map and --locale, or leave --resume out.");
        }
    }

    private static string HashOf(string? file) => file is null ? "none" : Sha256Hex.OfFile(file);

    // Without these the text is that of earlier versions, whose outputs can be resumed.
    private string Text => $$"""{"channels":"{{Channels}}","calibration":"{{Calibration}}"{{Others}}}""";

    private string Others => (Identification == "none" ? "" : $",\"identification\":\"{Identification}\"")
        + (CategoryThreshold is { } threshold ? string.Create(CultureInfo.InvariantCulture, $",\"category_threshold\":{threshold}") : "")
        + (DefaultCategory is { } category ? $",\"default_category\":\"{JsonEncodedText.Encode(category)}\"" : "")
        + (Columns ? "" : ",\"columns\":false")
        + (Attributes.Length > 0 ? $",\"attributes\":\"{JsonEncodedText.Encode(Attributes)}\"" : "")
        + (Locale is { } locale ? $",\"locale\":\"{JsonEncodedText.Encode(locale)}\"" : "");
}
