using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

/// <summary>What happens at the chosen call.</summary>
internal enum Fault
{
    /// <summary>The call fails and changes nothing.</summary>
    Fail,

    /// <summary>A write writes half of its bytes and fails.</summary>
    ShortWrite,

    /// <summary>The process has stopped: neither this call nor any later one changes anything.</summary>
    Stop,
}

/// <summary>The process that a test stopped by <see cref="Fault.Stop"/>.</summary>
internal sealed class StoppedException(string at) : Exception("Stopped before: " + at);

/// <summary>
/// File calls of which the n-th goes wrong. Flushes to the disk are skipped, since a test within one process cannot observe them.
/// </summary>
/// <param name="at">Which call, from 0; -1 for none.</param>
/// <param name="fault">What happens then.</param>
/// <param name="before">Called before every call, with what it is; may do anything.</param>
internal sealed class FaultyFiles(int at = -1, Fault fault = Fault.Fail, Action<string>? before = null) : FileSystem
{
    private bool stopped, cut;

    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    /// <summary>The call that went wrong; null when none did.</summary>
    public string? Hit { get; private set; }

    protected override void Before(string change)
    {
        if (stopped)
        {
            throw new StoppedException(change);
        }

        before?.Invoke(change);
        if (Calls++ != at)
        {
            return;
        }

        Hit = change;
        cut = fault == Fault.ShortWrite && change.StartsWith("write ", StringComparison.Ordinal);
        stopped = fault == Fault.Stop;
        if (!cut)
        {
            throw stopped ? new StoppedException(change) : new IOException("No space left on device: " + change);
        }
    }

    protected override void WriteTo(FileStream file, ReadOnlySpan<byte> bytes)
    {
        if (!cut)
        {
            base.WriteTo(file, bytes);
            return;
        }

        cut = false;
        base.WriteTo(file, bytes[..(bytes.Length / 2)]);
        throw new IOException("No space left on device: " + Hit);
    }

    protected override void FlushTo(FileStream file)
    {
    }

    protected override void FlushFolderTo(string folder)
    {
    }
}
