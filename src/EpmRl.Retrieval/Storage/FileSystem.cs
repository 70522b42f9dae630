namespace EpmRl.Retrieval.Storage;

/// <summary>
/// The calls by which an index changes files. A test intercepts them and fails, cuts or stops any of them.
/// </summary>
/// <param name="before">Called before every change, with its description; null for none.</param>
internal class FileSystem(Action<string>? before = null)
{
    /// <summary>The system's calls, not intercepted.</summary>
    public static FileSystem Real { get; } = new();

    /// <summary>Replaces a small file in one step; see <see cref="AtomicFile"/>.</summary>
    public void Replace(string path, string text) => Replace(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The same for bytes.</summary>
    public void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new AtomicFile(path, this);
        Write(file.Stream, bytes);
        file.Commit();
    }

    /// <summary>Opens a file for writing, without a buffer: written data has left the process.</summary>
    public FileStream Create(string path, FileMode mode)
    {
        Before("open " + path);
        return new FileStream(
            path, mode, mode == FileMode.Create ? FileAccess.Write : FileAccess.ReadWrite, FileShare.Read | FileShare.Delete,
            bufferSize: 0);
    }

    /// <summary>Creates a file that only its owner may read, for content that is not in place yet.</summary>
    public FileStream CreatePrivate(string path)
    {
        Before("open " + path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileModes.PrivateFile;
        }

        return new FileStream(path, options);
    }

    public void Write(FileStream file, ReadOnlySpan<byte> bytes)
    {
        Before("write " + file.Name);
        WriteTo(file, bytes);
    }

    public void Cut(FileStream file, long length)
    {
        Before("cut " + file.Name);
        file.SetLength(length);
    }

    public void Flush(FileStream file)
    {
        Before("flush " + file.Name);
        FlushTo(file);
    }

    public void FlushFolder(string folder)
    {
        Before("flush the folder " + folder);
        FlushFolderTo(folder);
    }

    public void MoveFile(string file, string target)
    {
        Before("rename to " + target);
        File.Move(file, target, overwrite: true);
    }

    public void CreateFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Before("make the folder " + folder);
            Directory.CreateDirectory(folder);
        }
    }

    public void MoveFolder(string folder, string target)
    {
        Before("rename " + folder);
        Directory.Move(folder, target);
    }

    public void DeleteFile(string path)
    {
        if (File.Exists(path))
        {
            Before("delete " + path);
            File.Delete(path);
        }
    }

    public void DeleteFolder(string folder)
    {
        Before("delete " + folder);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Called before every change.</summary>
    protected virtual void Before(string change) => before?.Invoke(change);

    /// <summary>Writes; a test may write less and fail.</summary>
    protected virtual void WriteTo(FileStream file, ReadOnlySpan<byte> bytes) => file.Write(bytes);

    /// <summary>Flushes; a test that does not measure durability may skip it.</summary>
    protected virtual void FlushTo(FileStream file) => file.Flush(flushToDisk: true);

    /// <summary>Flushes the names in a folder; see <see cref="FlushTo"/>.</summary>
    protected virtual void FlushFolderTo(string folder) => DurableFiles.FlushFolder(folder);
}
