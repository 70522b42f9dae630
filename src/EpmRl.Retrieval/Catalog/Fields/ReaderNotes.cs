namespace EpmRl.Retrieval.Catalog;

/// <summary>A reader's notes: the first few of each kind are passed on at once, and the number of the others at the end.</summary>
/// <param name="file">The file's name in the notes.</param>
/// <param name="listener">Receives them; null for nobody.</param>
internal sealed class ReaderNotes(string file, Action<string>? listener)
{
    private const int MostReported = 5; // of each kind

    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>Notes something about the file.</summary>
    public void Say(string message) => listener?.Invoke($"{file}: {message}");

    /// <summary>Notes something about a row.</summary>
    /// <param name="kind">The common property of rows of one kind, for the final sentence, followed by their number.</param>
    /// <param name="line">The line where the row begins.</param>
    /// <param name="message">Writes the sentence.</param>
    public void Say(string kind, long line, Func<string> message)
    {
        long count = counts[kind] = counts.GetValueOrDefault(kind) + 1;
        if (count <= MostReported && listener is not null)
        {
            listener($"{file}:{line}: {message()}");
        }
    }

    /// <summary>Counts a row without a note of its own.</summary>
    public void Count(string kind) => counts[kind] = counts.GetValueOrDefault(kind, MostReported) + 1;

    /// <summary>Reports the number of further rows.</summary>
    public void Close()
    {
        foreach ((string kind, long count) in counts.Where(one => one.Value > MostReported))
        {
            Say(FormattableString.Invariant($"{kind}: {count - MostReported:N0}."));
        }

        counts.Clear();
    }
}
