namespace EpmRl.Retrieval.Storage;

/// <summary>
/// A folder that only its owner may enter (mode 0700), removed with its content when disposed, unless it was put in place before. The next
/// process that creates a folder for the same target removes leftovers of a killed one.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly LiveMark mark;

    private TemporaryFolder(string target)
    {
        Temporaries.Sweep(target);
        LiveMark? marked;
        do
        {
            Path = Temporaries.NewPathFor(target);
            _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(Path) : Directory.CreateDirectory(Path, FileModes.PrivateFolder);
            marked = LiveMark.TrySet(Path); // null: a sweep was faster
        }
        while (marked is null);
        mark = marked;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Path of a file or folder in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Creates one next to its target folder, on the same file system.</summary>
    public static TemporaryFolder Beside(string target) => new(target);

    /// <summary>Creates one in the system's folder for temporary files, for use while a command runs.</summary>
    public static TemporaryFolder Scratch() => new(System.IO.Path.Combine(System.IO.Path.GetTempPath(), "epmrl"));

    /// <summary>Puts the folder in place durably; the files in it must have been flushed. It gets the mode of a new folder.</summary>
    /// <param name="target">Must not exist.</param>
    public void MoveTo(string target)
    {
        FileModes.TrySet(Path, FileModes.NewFolder);
        Directory.Move(Path, target);
        DurableFiles.FlushFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(target))!);
    }

    /// <summary>Exchanges the folder for another one in one step; the old content is removed with this one.</summary>
    /// <returns>False, with nothing done, where the system cannot do that.</returns>
    public bool TryExchange(string target)
    {
        FileModes.TrySet(Path, FileModes.NewFolder);
        return DurableFiles.TryExchange(Path, target);
    }

    /// <summary>Removes the folder if it was not put in place.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        mark.Dispose();
    }
}
