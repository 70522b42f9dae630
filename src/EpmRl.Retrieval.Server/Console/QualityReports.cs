using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;

namespace EpmRl.Retrieval.Server.WebConsole;

/// <summary>
/// Evaluation reports that the console shows: what <c>epmrl evaluate identification --json</c> prints, as files of the folder
/// <c>quality</c> inside the data folder.
/// </summary>
internal sealed class QualityReports(ServerOptions options)
{
    private const long MostBytes = 256L << 20;

    /// <summary>The folder.</summary>
    public string Folder => Path.Combine(options.DataFolder, "quality");

    /// <summary>Names of the reports, the last by name first.</summary>
    public IReadOnlyList<string> Names() => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file))
            .OrderDescending(StringComparer.Ordinal)]
        : [];

    /// <summary>Reads a report.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="RequestException">There is none of this name, or it is not a report.</exception>
    public async Task<QualityReport> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (!Names().Contains(name, StringComparer.Ordinal))
        {
            throw RequestException.NotFound($"There is no report '{name}'. There are: {string.Join(", ", Names())}.");
        }

        var file = new FileInfo(Path.Combine(Folder, name + ".json"));
        if (file.Length > MostBytes)
        {
            throw RequestException.Invalid($"The report '{name}' has {file.Length:N0} bytes; at most {MostBytes:N0} are read.");
        }

        try
        {
            await using FileStream stream = file.OpenRead();
            using JsonDocument document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            return QualityReport.Of(name, document.RootElement);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw RequestException.Invalid(
                $"'{name}.json' is not a report of 'epmrl evaluate identification --json'. Write one with that command, or remove the "
                    + $"file.");
        }
    }
}

/// <summary>What the console shows of a report.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Data">Name of the data set.</param>
/// <param name="Listings">Number of listings.</param>
/// <param name="Taxonomy">The taxonomy and its version.</param>
/// <param name="Model">The model.</param>
/// <param name="All">Figures over all pairs.</param>
/// <param name="Attributes">Figures by attribute, most pairs with a value first.</param>
/// <param name="Curve">Precision against coverage, by falling probability.</param>
/// <param name="Bins">Stated probability against the share that is right.</param>
/// <param name="CalibrationError">Expected calibration error.</param>
internal sealed record QualityReport(
    string Name, string Data, int Listings, string Taxonomy, string Model, QualityFigures All, IReadOnlyList<QualityFigures> Attributes,
    IReadOnlyList<(double Coverage, double Precision)> Curve, IReadOnlyList<CalibrationBin> Bins, double CalibrationError)
{
    /// <summary>Reads the part of a report that is shown: its main engine.</summary>
    public static QualityReport Of(string name, JsonElement report)
    {
        string main = report.GetProperty("main").GetString()!;
        JsonElement channel = report.GetProperty("channels").EnumerateArray().First(one => one.GetProperty("name").GetString() == main);
        JsonElement conditions = report.GetProperty("conditions"), reliability = channel.GetProperty("reliability");
        return new QualityReport(
            name, report.GetProperty("data").GetString()!, report.GetProperty("listings").GetInt32(),
            conditions.GetProperty("taxonomy").GetString() ?? "", conditions.GetProperty("model").GetString() ?? "",
            QualityFigures.Of(channel.GetProperty("subsets")[0]),
            [.. channel.GetProperty("by_attribute").EnumerateArray().Select(QualityFigures.Of)],
            [
                .. channel.GetProperty("curve").GetProperty("points").EnumerateArray()
                    .Select(point => (point.GetProperty("coverage").GetDouble(), point.GetProperty("precision").GetDouble())),
            ],
            [
                .. reliability.GetProperty("bins").EnumerateArray().Select(bin => new CalibrationBin(
                    bin.GetProperty("from").GetDouble(), bin.GetProperty("to").GetDouble(), bin.GetProperty("count").GetInt32(),
                    bin.GetProperty("stated").GetDouble(), bin.GetProperty("actual").GetDouble())),
            ],
            reliability.GetProperty("expected_calibration_error").GetDouble());
    }
}

/// <summary>Figures of a report's line.</summary>
/// <param name="Name">Name of the attribute, or <c>all</c>.</param>
/// <param name="Pairs">Pairs with a value.</param>
/// <param name="F1">Micro F1.</param>
/// <param name="Precision">Right answers of all answers.</param>
/// <param name="Recall">Right answers of all values.</param>
/// <param name="Coverage">Answered pairs of all pairs.</param>
internal sealed record QualityFigures(string Name, int Pairs, double F1, double Precision, double Recall, double Coverage)
{
    /// <summary>Reads a line.</summary>
    public static QualityFigures Of(JsonElement line)
    {
        JsonElement counts = line.GetProperty("counts");
        return new QualityFigures(
            line.GetProperty("name").GetString()!, counts.GetProperty("with_value").GetInt32(), line.GetProperty("f1").GetDouble(),
            line.GetProperty("precision").GetDouble(), line.GetProperty("recall").GetDouble(), counts.GetProperty("coverage").GetDouble());
    }
}

/// <summary>Answers of about one probability.</summary>
/// <param name="From">Least stated probability.</param>
/// <param name="To">Highest stated probability.</param>
/// <param name="Count">Answers.</param>
/// <param name="Stated">Mean stated probability.</param>
/// <param name="Actual">Share that is right.</param>
internal sealed record CalibrationBin(double From, double To, int Count, double Stated, double Actual);
