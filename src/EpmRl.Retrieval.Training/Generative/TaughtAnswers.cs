using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>The answers that a supervised stage learns: those of a file, else derived from labels and evidence.</summary>
internal static class TaughtAnswers
{
    /// <summary>The answers of a run's pairs; pairs without an honest one are left out.</summary>
    /// <param name="data">The pairs.</param>
    /// <param name="traces">A file of traces; null for none.</param>
    /// <param name="say">Receives a line: how many pairs have an answer, and why others have none.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static IReadOnlyList<(GenerativePair Pair, string Text)> Of(
        GenerativeData data, string? traces, Action<string> say, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        var taught = new List<(GenerativePair, string)>();
        var refused = new SortedDictionary<TraceRefusal, int>();
        foreach (GenerativePair pair in data.Train)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (DerivedTrace.Of(pair.Evidence, out TraceRefusal refusal) is { } trace)
            {
                taught.Add((pair, trace.Text));
            }
            else
            {
                refused[refusal] = refused.GetValueOrDefault(refusal) + 1;
            }
        }

        string why = refused.Count == 0 ? "" : $" ({string.Join(", ", refused.Select(one => $"{one.Value:N0} {one.Key}"))})";
        say($"{taught.Count:N0} of {data.Train.Count:N0} pairs have an answer that the evidence supports{why}.");
        return taught;
    }
}
