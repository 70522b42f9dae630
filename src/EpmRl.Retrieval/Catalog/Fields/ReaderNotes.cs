namespace EpmRl.Retrieval.Catalog;

/// <summary>What a reader notices, told to whoever listens: the first few of each kind as they come, and the number of the others at the end.</summary>
/// <param name="file">What the sentences call the file.</param>
/// <param name="listener">Takes them; null for nobody.</param>
internal sealed class ReaderNotes(string file, Action<string>? listener)
{
    private const int Told = 5; // of each kind

    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>Tells something about the file.</summary>
    public void Say(string message) => listener?.Invoke($"{file}: {message}");

    /// <summary>Tells something about a row.</summary>
    /// <param name="kind">What the rows of one kind have in common, for the sentence at the end, which their number follows.</param>
    /// <param name="line">The line the row begins on.</param>
    /// <param name="message">Writes the sentence.</param>
    public void Say(string kind, long line, Func<string> message)
    {
        long count = counts[kind] = counts.GetValueOrDefault(kind) + 1;
        if (count <= Told && listener is not null)
        {
            listener($"{file}:{line}: {message()}");
        }
    }

    /// <summary>Counts a row of which nothing is told by itself.</summary>
    public void Count(string kind) => counts[kind] = counts.GetValueOrDefault(kind, Told) + 1;

    /// <summary>Tells how many more there were.</summary>
    public void Close()
    {
        foreach ((string kind, long count) in counts.Where(one => one.Value > Told))
        {
            Say(FormattableString.Invariant($"{kind}: {count - Told:N0}."));
        }

        counts.Clear();
    }
}
