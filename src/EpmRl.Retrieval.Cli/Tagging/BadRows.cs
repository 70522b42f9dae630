using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>Collects bad rows: in a file where there is one, else on stderr.</summary>
internal sealed class BadRows : IDisposable
{
    private const int MaxShown = 20;

    private readonly Terminal terminal;
    private readonly string? path;
    private readonly RowErrorWriter? writer;

    /// <summary>Prepares the collection.</summary>
    /// <param name="terminal">The console.</param>
    /// <param name="path">The file; null for none.</param>
    public BadRows(Terminal terminal, string? path)
    {
        this.terminal = terminal;
        this.path = path;
        writer = path is null ? null : new RowErrorWriter(path);
    }

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>Their number and where they are listed, for the summary.</summary>
    public string Describe() => $"{Count:N0} bad row{(Count == 1 ? "" : "s")}{(path is null ? "" : $", listed in {path}")}";

    /// <summary>Takes a bad row.</summary>
    public void Add(RowError error)
    {
        Count++;
        writer?.Write(error);
        if (writer is not null)
        {
            return;
        }

        if (Count <= MaxShown)
        {
            terminal.Fail(error.ToString());
        }
        else if (Count == MaxShown + 1)
        {
            terminal.Fail("More bad rows follow; --errors <file> lists them all.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writer?.Dispose();
}
