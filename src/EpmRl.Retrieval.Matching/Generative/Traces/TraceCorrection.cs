using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Matching;

/// <summary>What a person says of a pair: its verdict and, if they wrote one, the whole answer.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="A">Id of a listing.</param>
/// <param name="B">Id of the other.</param>
/// <param name="Verdict">The right verdict.</param>
/// <param name="Text">The answer, with the quotes of <paramref name="A"/> first; null where reasons are to be derived.</param>
internal sealed record TraceCorrection(int Line, string A, string B, MatchVerdict Verdict, string? Text)
{
    /// <summary>
    /// Reads corrections, JSON Lines: <c>{"a", "b", "verdict", "text"}</c>, the text optional. Decisions of <c>match review</c> are read
    /// too: their verdict is called <c>decision</c>. Of several for a pair the last counts.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Checked between lines.</param>
    /// <exception cref="FileFormatException">It is missing, or has bad lines; the exception has every problem with its line.</exception>
    public static IReadOnlyList<TraceCorrection> Read(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var log = new ProblemLog();
        var corrections = new List<TraceCorrection>();
        foreach ((int line, JsonField fields) in TraceFile.Lines(path, "an object with a, b and verdict", log, cancellationToken))
        {
            try
            {
                corrections.Add(new TraceCorrection(
                    line, TraceFile.Id(fields, "a"), TraceFile.Id(fields, "b"),
                    TraceFile.Verdict(fields, !fields.Has("verdict") && fields.Has("decision") ? "decision" : "verdict"),
                    fields.TextOrNull("text")));
            }
            catch (FormatException wrong)
            {
                log.Error(path, line, $"{wrong.Message}. Correct the line.");
            }
        }

        log.ThrowIfErrors();
        return corrections;
    }
}
