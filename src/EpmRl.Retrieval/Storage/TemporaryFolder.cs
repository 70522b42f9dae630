namespace EpmRl.Retrieval.Storage;

/// <summary>
/// A folder that only its owner may enter (mode 0700), gone with all that is in it when disposed, unless it was put in place before. What a
/// killed process leaves is removed by the next one that makes a folder for the same target.
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

    /// <summary>Makes one beside a folder that it is to become, on the same file system.</summary>
    public static TemporaryFolder Beside(string target) => new(target);

    /// <summary>Makes one in the system's folder for temporary files, for what is needed while a command runs.</summary>
    public static TemporaryFolder Scratch() => new(System.IO.Path.Combine(System.IO.Path.GetTempPath(), "epmrl"));

    /// <summary>Puts the folder in place and makes that durable; the files in it must have been flushed. It has the mode of a new folder then.</summary>
    /// <param name="target">Must not exist.</param>
    public void MoveTo(string target)
    {
        FileModes.TrySet(Path, FileModes.NewFolder);
        Directory.Move(Path, target);
        DurableFiles.FlushFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(target))!);
    }

    /// <summary>Exchanges the folder for another one in one step; what was there goes with this one.</summary>
    /// <returns>False, and nothing done, where the system cannot do that.</returns>
    public bool TryExchange(string target)
    {
        FileModes.TrySet(Path, FileModes.NewFolder);
        return DurableFiles.TryExchange(Path, target);
    }

    /// <summary>Removes what was not put in place.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        mark.Dispose();
    }
}
