namespace EpmRl.Retrieval.Storage;

/// <summary>
/// A file being written: a temporary file in its target's folder, flushed, and put in place by a rename, so that readers find the old file
/// or the new one, complete, also after a power cut. The only way files are replaced.
/// </summary>
/// <remarks>
/// A symbolic link stays, and its target is replaced. While it is written only its owner may read the file (mode 0600); then it gets the
/// mode of the file it replaces, or the default of the process's umask.
/// </remarks>
internal sealed class AtomicFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly FileSystem files;
    private readonly string target;
    private readonly LiveMark mark;
    private bool placed;

    /// <summary>Creates the file, empty.</summary>
    /// <param name="path">The file to replace; its folder must exist.</param>
    /// <param name="files">The calls that change files; null for the system's.</param>
    /// <param name="sweeps">
    /// Whether leftovers of killed processes for this file are removed first; false where its folder is swept as a whole.
    /// </param>
    public AtomicFile(string path, FileSystem? files = null, bool sweeps = true)
    {
        this.files = files ?? FileSystem.Real;
        target = FileIdentity.Resolve(path);
        if (sweeps)
        {
            Temporaries.Sweep(target);
        }

        (FileStream Stream, LiveMark Mark)? made;
        do
        {
            made = TryMake();
        }
        while (made is null);
        (Stream, mark) = made.Value;
    }

    /// <summary>The unbuffered stream for the content.</summary>
    public FileStream Stream { get; }

    // Null where a sweep found the file before it was marked; the sweep removes it.
    private (FileStream Stream, LiveMark Mark)? TryMake()
    {
        FileStream stream;
        try
        {
            stream = files.CreatePrivate(Temporaries.NewPathFor(target));
        }
        catch (IOException held) when (held.HResult is LiveMark.WouldBlock or LiveMark.WouldBlockOnMac)
        {
            return null; // the sweep holds it right now, so that even the runtime's own lock is refused
        }

        if (LiveMark.TrySet(stream.Name) is { } set)
        {
            return (stream, set);
        }

        stream.Dispose();
        return null;
    }

    /// <summary>Replaces a file by the content written to a stream; a device or a pipe is written directly.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        if (FileIdentity.IsDevice(path))
        {
            var device = new FileStream(path, FileMode.Open, FileAccess.Write);
            await using (device.ConfigureAwait(false))
            {
                await write(device).ConfigureAwait(false);
            }

            return;
        }

        using var file = new AtomicFile(path);
        var buffered = new BufferedStream(file.Stream, BufferBytes); // not disposed: after a failure its buffer must not be written
        await write(buffered).ConfigureAwait(false);
        await buffered.FlushAsync().ConfigureAwait(false);
        file.Commit();
    }

    /// <summary>Replaces a file by the content written to a stream.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        using var file = new AtomicFile(path);
        var buffered = new BufferedStream(file.Stream, BufferBytes);
        write(buffered);
        buffered.Flush();
        file.Commit();
    }

    /// <summary>Replaces a file by a text, UTF-8.</summary>
    public static void Write(string path, string text) => FileSystem.Real.Replace(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Puts the file in place.</summary>
    /// <param name="durable">Whether it must survive a power cut; false where a damaged file is detected and rebuilt.</param>
    public void Commit(bool durable = true)
    {
        if (!OperatingSystem.IsWindows())
        {
            FileModes.TrySet(Stream.Name, File.Exists(target) ? File.GetUnixFileMode(target) : FileModes.NewFile);
        }

        if (durable)
        {
            files.Flush(Stream);
        }

        if (OperatingSystem.IsWindows())
        {
            Stream.Dispose(); // Windows does not rename open files
        }

        files.MoveFile(Stream.Name, target);
        placed = true;
        Stream.Dispose();
        if (durable)
        {
            files.FlushFolder(Path.GetDirectoryName(target)!);
        }
    }

    /// <summary>Removes the temporary file if it was not put in place.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (!placed)
        {
            File.Delete(Stream.Name);
        }

        mark.Dispose();
    }
}
