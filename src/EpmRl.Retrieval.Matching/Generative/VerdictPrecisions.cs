using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// How often pairs of each verdict are the same, measured on labelled pairs: the probability of a verdict whose generator gives none.
/// </summary>
internal sealed record VerdictPrecisions
{
    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Written =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Number of the file's format.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The model that was measured.</summary>
    public required string Model { get; init; }

    /// <summary>The prompt it was measured with.</summary>
    public required string PromptVersion { get; init; }

    /// <summary>For each verdict's word: pairs, and pairs that are the same.</summary>
    public required IReadOnlyDictionary<string, VerdictCount> Verdicts { get; init; }

    /// <summary>Measures verdicts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="promptVersion">The prompt's version.</param>
    /// <param name="decisions">Verdicts with the truth.</param>
    public static VerdictPrecisions Fit(
        string model, string promptVersion, IEnumerable<(MatchVerdict Verdict, bool IsSame)> decisions) => new()
    {
        Model = model,
        PromptVersion = promptVersion,
        Verdicts = decisions.GroupBy(decision => AnswerWords.Of(decision.Verdict))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new VerdictCount(group.Count(), group.Count(decision => decision.IsSame))),
    };

    /// <summary>
    /// The probability that a pair of this verdict is the same, with one pair of each kind added; 0.5 without a measurement.
    /// </summary>
    public double Of(MatchVerdict verdict) =>
        Verdicts.TryGetValue(AnswerWords.Of(verdict), out VerdictCount count) ? (count.Same + 1.0) / (count.Pairs + 2.0) : 0.5;

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, JsonSerializer.Serialize(this, Written) + "\n");

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidRequestException">It is missing, damaged, or of another model or prompt.</exception>
    public static VerdictPrecisions Load(string path, string model, string promptVersion)
    {
        VerdictPrecisions? read;
        try
        {
            read = JsonSerializer.Deserialize<VerdictPrecisions>(File.ReadAllBytes(path), Written);
        }
        catch (Exception failed) when (failed is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidRequestException($"'{path}' cannot be read as measured precisions of verdicts: {failed.Message}", failed);
        }

        if (read is not { Format: CurrentFormat } || read.Verdicts.Values.Any(count => count.Same < 0 || count.Pairs < count.Same))
        {
            throw new InvalidRequestException(
                $"'{path}' has no valid counts in format {CurrentFormat}. Measure the verdicts again on labelled pairs.");
        }

        return read.Model == model && read.PromptVersion == promptVersion ? read : throw new InvalidRequestException(
            $"'{path}' was measured with model '{read.Model}' and prompt '{read.PromptVersion}', in use are '{model}' and "
                + $"'{promptVersion}'. Measure the verdicts again on labelled pairs.");
    }
}
