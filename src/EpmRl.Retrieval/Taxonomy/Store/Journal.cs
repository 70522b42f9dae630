using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The append-only record of all changes of a taxonomy. An entry counts once it is flushed to the disk.</summary>
internal sealed class Journal : IDisposable
{
    public const string FileName = "journal.jsonl";

    private readonly FileSystem files;
    private readonly FileStream stream;
    private string lastCheck;
    private bool broken;

    private Journal(FileSystem files, FileStream stream, string lastCheck)
    {
        (this.files, this.stream, this.lastCheck) = (files, stream, lastCheck);
        stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>Reads every entry.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TaxonomyStoreException">A line is damaged; names it.</exception>
    public static JournalContent Read(string path)
    {
        byte[] bytes;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            bytes = new byte[file.Length]; // later entries are not part of this reading
            file.ReadExactly(bytes);
        }
        catch (FileNotFoundException missing)
        {
            throw new TaxonomyStoreException(
                $"{path} is missing, so {Path.GetDirectoryName(path)} is not a store. Restore the file from a backup.", missing);
        }

        var entries = new List<JournalEntry>();
        string previous = JournalLine.NoPrevious;
        int start = 0, line = 1;
        for (; start < bytes.Length; line++)
        {
            int length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0)
            {
                break;
            }

            JournalEntry? entry = JournalLine.Read(bytes.AsSpan(start, length), out string check, out string? problem);
            entries.Add(Check(path, line, entry, problem, previous, entries.Count + 1));
            previous = check;
            start += length + 1;
        }

        return Finish(path, bytes, start, line, previous, entries);
    }

    /// <summary>Creates a journal with its first entry, completely or not at all.</summary>
    public static Journal Create(string path, JournalEntry first, FileSystem files)
    {
        (byte[] line, string check) = JournalLine.Write(first);
        files.Replace(path, System.Text.Encoding.UTF8.GetString(line));
        return new Journal(files, files.Create(path, FileMode.Open), check);
    }

    /// <summary>Opens a journal for writing, and repairs the damage of a crash at its end.</summary>
    public static Journal Open(string path, JournalContent content, FileSystem files)
    {
        FileStream stream = files.Create(path, FileMode.Open);
        try
        {
            if (stream.Length > content.Length)
            {
                files.Cut(stream, content.Length);
                files.Flush(stream);
            }

            var journal = new Journal(files, stream, content.LastCheck);
            if (content.LacksLineEnd)
            {
                files.Write(stream, "\n"u8);
                files.Flush(stream);
            }

            return journal;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes an entry and flushes it.</summary>
    /// <exception cref="IOException">It could not be written; it does not count, and the journal must be reopened.</exception>
    public JournalEntry Append(JournalEntry entry)
    {
        if (broken)
        {
            throw new IOException($"An earlier write to {stream.Name} failed. Open the store again.");
        }

        JournalEntry chained = entry with { Previous = lastCheck };
        (byte[] line, string check) = JournalLine.Write(chained);
        long length = stream.Length;
        broken = true; // until it is known to be on the disk
        try
        {
            files.Write(stream, line);
            files.Flush(stream);
        }
        catch
        {
            TryCut(length);
            throw;
        }

        broken = false;
        lastCheck = check;
        return chained;
    }

    public void Dispose() => stream.Dispose();

    // A partial line would be removed at the next opening; removing it now keeps readers from waiting for its rest.
    private void TryCut(long length)
    {
        try
        {
            files.Cut(stream, length);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The next opening does it.
        }
    }

    private static JournalEntry Check(string path, int line, JournalEntry? entry, string? problem, string previous, long sequence)
    {
        if (entry is not null)
        {
            problem = entry.Sequence != sequence ? $"the entry has the number {entry.Sequence}, {sequence} was expected"
                : entry.Previous != previous ? "the entry does not follow the line before: a line was changed, removed or added"
                : null;
        }

        return problem is null ? entry! : throw Damaged(path, line, problem);
    }

    // The text after the last line end. A crash leaves a partial line there, which was never acknowledged; anything else is damage.
    private static JournalContent Finish(string path, byte[] bytes, int start, int line, string previous, List<JournalEntry> entries)
    {
        ReadOnlySpan<byte> rest = bytes.AsSpan(start);
        if (rest.IsEmpty)
        {
            return entries.Count > 0 ? new JournalContent(entries, start, previous, 0, false)
                : throw new TaxonomyStoreException($"{path} is empty. Restore the file from a backup.");
        }

        if (JournalLine.Read(rest, out string check, out string? problem) is { } whole)
        {
            entries.Add(Check(path, line, whole, problem, previous, entries.Count + 1));
            return new JournalContent(entries, bytes.Length, check, 0, true);
        }

        if (rest.Length > 1 && JournalLine.Read(rest[..^1], out _, out _) is not null)
        {
            throw Damaged(path, line, "the line is complete, but does not end in a line end");
        }

        return entries.Count > 0 ? new JournalContent(entries, start, previous, rest.Length, false)
            : throw Damaged(path, line, problem!); // the first line is put in place atomically, so no crash truncates it
    }

    private static TaxonomyStoreException Damaged(string path, int line, string problem) =>
        new($"{path}:{line}: {problem}. The journal is damaged here: restore the file from a backup; the lines before this one are valid.");
}
