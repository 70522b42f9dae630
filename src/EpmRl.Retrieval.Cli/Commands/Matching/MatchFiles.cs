using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Reads the listings and writes the outputs of the commands of matching.</summary>
internal static class MatchFiles
{
    /// <summary>Reads all listings of a file, and closes it.</summary>
    public static async Task<ListingTable> ReadAsync(ProductReader reader, BadRows bad, CancellationToken cancellationToken)
    {
        await using (reader)
        {
            return await ListingTable.ReadAsync(reader, bad.Add, cancellationToken);
        }
    }

    /// <summary>Writes an output as a whole, or to stdout.</summary>
    /// <param name="path">The file, <c>-</c> for stdout, or null for nothing.</param>
    /// <param name="terminal">The console.</param>
    /// <param name="write">Writes the content.</param>
    public static async Task WriteAsync(string? path, Terminal terminal, Action<Stream> write)
    {
        if (path == "-")
        {
            Buffered(terminal.OutputStream);
        }
        else if (path is not null)
        {
            await AtomicFile.WriteAsync(path, stream =>
            {
                Buffered(stream);
                return Task.CompletedTask;
            });
        }

        void Buffered(Stream stream)
        {
            var buffered = new BufferedStream(stream, 1 << 16); // flushed, not disposed: the stream is the caller's
            write(buffered);
            buffered.Flush();
        }
    }

    /// <summary>Reports the bad rows, if any.</summary>
    /// <returns>The exit code.</returns>
    public static int Done(BadRows bad, Terminal terminal)
    {
        if (bad.Count == 0)
        {
            return ExitCodes.Ok;
        }

        terminal.Fail($"{bad.Describe()}.");
        return ExitCodes.BadRows;
    }
}
