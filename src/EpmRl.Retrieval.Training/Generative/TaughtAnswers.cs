using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>The answers that a supervised stage learns: those of a file, else derived from labels and evidence.</summary>
internal static class TaughtAnswers
{
    /// <summary>The answers of a run's pairs; pairs without an honest one are left out.</summary>
    /// <param name="data">The pairs.</param>
    /// <param name="traces">A file of traces; null for none.</param>
    /// <param name="prompt">The prompt; a file's answers must quote the listings as it shows them.</param>
    /// <param name="say">Receives a line: how many pairs have an answer, and why others have none.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="FileFormatException">The file is missing or has bad lines.</exception>
    /// <exception cref="InvalidDataException">The file is of another prompt, or of other pairs.</exception>
    public static IReadOnlyList<(GenerativePair Pair, string Text)> Of(
        GenerativeData data, string? traces, MatchPrompt prompt, Action<string> say, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        Dictionary<(string, string), string>? written = traces is null ? null : Read(traces, prompt, cancellationToken);
        var taught = new List<(GenerativePair, string)>();
        var refused = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (GenerativePair pair in data.Train)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (string? text, string refusal) = written is null ? Derived(pair) : Written(pair, written);
            if (text is not null)
            {
                taught.Add((pair, text));
            }
            else
            {
                refused[refusal] = refused.GetValueOrDefault(refusal) + 1;
            }
        }

        string why = refused.Count == 0 ? "" : $" ({string.Join(", ", refused.Select(one => $"{one.Value:N0} {one.Key}"))})";
        say($"{taught.Count:N0} of {data.Train.Count:N0} pairs have an answer that the evidence supports{why}.");
        return taught.Count > 0 ? taught : throw new InvalidDataException(
            traces is null ? "No pair has an answer that the evidence supports. Check the labels."
                : $"'{traces}' has no usable answer about a training pair. Make it from the same --data with 'epmrl match traces'.");
    }

    private static (string? Text, string Refusal) Derived(GenerativePair pair) =>
        (DerivedTrace.Of(pair.Evidence, out TraceRefusal refusal)?.Text, Word(refusal));

    private static (string? Text, string Refusal) Written(GenerativePair pair, Dictionary<(string, string), string> written)
    {
        string? text = written.GetValueOrDefault((pair.A.Id, pair.B.Id));
        if (text is null && written.GetValueOrDefault((pair.B.Id, pair.A.Id)) is { } other
            && AnswerForm.Lines.TryParse(other, pair.Evidence.Prompt.Aspects, out Answer? answer, out _))
        {
            text = AnswerForm.Lines.Write([.. answer.Claims.Select(claim => claim.Swapped())], answer.Verdict);
        }

        if (text is null)
        {
            return (null, "without a trace");
        }

        TraceRefusal refusal = TraceCheck.Of(text, pair.Evidence, out _);
        return refusal == TraceRefusal.None ? (text, "") : (null, Word(refusal));
    }

    private static Dictionary<(string, string), string> Read(string path, MatchPrompt prompt, CancellationToken cancellationToken)
    {
        IReadOnlyList<TraceRow> rows = TraceFile.Read(path, cancellationToken);
        return rows.FirstOrDefault(row => row.Prompt is { } version && version != prompt.Version) is { } other
            ? throw new InvalidDataException(
                $"'{path}' quotes listings as prompt {other.Prompt} shows them; this run trains with {prompt.Version}. Make it again with "
                    + "'epmrl match traces'.")
            : rows.ToDictionary(row => (row.A, row.B), row => row.Text);
    }

    private static string Word(TraceRefusal refusal) => refusal.ToString().ToLowerInvariant();
}
