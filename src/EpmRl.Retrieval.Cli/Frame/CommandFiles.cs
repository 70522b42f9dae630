using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>
/// All files and folders that a command reads and writes. Before anything is written, <see cref="Claim"/> makes sure that no file is both
/// read and written, or written twice, under any name, and that no other process writes it. Every command that writes uses this class.
/// </summary>
/// <remarks>A null path is an option not given; <c>-</c> is stdin or stdout, which a shell may have redirected to a file.</remarks>
internal sealed class CommandFiles
{
    private static readonly EnumerationOptions AllFiles =
        new() { RecurseSubdirectories = true, AttributesToSkip = 0, MaxRecursionDepth = 4 };

    private readonly List<Use> uses = [];

    private enum Kind
    {
        Reads,
        ReadsFolder,
        Writes,
        ReplacesFolder,
        ChangesFolder,
    }

    /// <summary>A file that is read; or the folder of an index, a taxonomy or a model, whose files are read.</summary>
    public CommandFiles Reads(string option, string? path) => path == "-"
        ? Add(new Use(option, "/dev/stdin", Kind.Reads))
        : Add(new Use(option, path, Directory.Exists(path) ? Kind.ReadsFolder : Kind.Reads));

    /// <summary>A folder that is read except for one file.</summary>
    public CommandFiles ReadsAllBut(string except, string option, string folder) =>
        Add(new Use(option, folder, Kind.ReadsFolder) { Except = Path.Combine(folder, except) });

    /// <summary>A file that is written; its folder must exist.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file.</param>
    /// <param name="check">Throws an <see cref="InvalidRequestException"/> when a file that is there must not be replaced.</param>
    public CommandFiles Writes(string option, string? path, Action<string>? check = null) => path == "-"
        ? Add(new Use(option, "/dev/stdout", Kind.Writes) { HasOwnLock = true }) // the shell's to lock
        : Add(new Use(option, path, Kind.Writes) { Check = check });

    /// <summary>A file that is written, in a folder that is made where it does not exist.</summary>
    public CommandFiles WritesInNewFolder(string option, string? path) => Add(new Use(option, path, Kind.Writes) { MakesFolder = true });

    /// <summary>A folder that appears in one step, and replaces an existing one.</summary>
    public CommandFiles ReplacesFolder(string option, string? path) =>
        Add(new Use(option, path, Kind.ReplacesFolder) { MakesFolder = true });

    /// <summary>A folder in which files are written.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The folder.</param>
    /// <param name="hasOwnLock">Whether the library locks the folder itself, as it does for indexes, stores and training runs.</param>
    public CommandFiles ChangesFolder(string option, string? path, bool hasOwnLock) =>
        Add(new Use(option, path, Kind.ChangesFolder) { HasOwnLock = hasOwnLock, MakesFolder = true });

    /// <summary>Checks the files, and locks those that are written until the result is disposed.</summary>
    /// <exception cref="UsageException">Two uses of a file exclude each other; the message names the options and the file.</exception>
    /// <exception cref="InUseException">Another process writes one of them; the message names both.</exception>
    public IDisposable Claim()
    {
        Use[] written = [.. uses.Where(use => use.IsWritten)];
        foreach (Use one in written)
        {
            foreach (Use other in uses.Where(other => !ReferenceEquals(other, one)))
            {
                ThrowIfShared(one, other);
            }

            ThrowIfTaken(one);
        }

        var held = new Held();
        try
        {
            // A fixed order, so that one of two commands on the same files gets them all.
            foreach (Use one in written.Where(use => !use.HasOwnLock)
                .OrderBy(use => FileIdentity.Resolve(use.Path), StringComparer.Ordinal))
            {
                held.Add(Lock(one));
            }

            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static void ThrowIfShared(Use written, Use other)
    {
        if (written.Identity == other.Identity)
        {
            throw new UsageException(
                $"{written} and {other} are the same {(Directory.Exists(written.Path) ? "folder" : "file")}. Name another one to write.");
        }

        if (written.Kind == Kind.Writes && other.Kind == Kind.ReadsFolder && other.Holds(written.Identity) is { } file)
        {
            throw new UsageException($"{written} is a file of {other} ({file}), which is read. Name another file to write.");
        }

        if (written.Kind == Kind.ReplacesFolder && !other.IsWritten && written.Holds(other.Identity) is not null)
        {
            throw new UsageException($"{written} would be replaced, and {other}, which is read, lies in it. Name another folder to write.");
        }
    }

    private static void ThrowIfTaken(Use written)
    {
        try
        {
            written.Check?.Invoke(written.Path);
        }
        catch (InvalidRequestException taken)
        {
            throw new UsageException($"{written.Option}: {taken.Message}");
        }
    }

    private static ExclusiveLock Lock(Use use)
    {
        string folder = Path.GetDirectoryName(FileIdentity.Resolve(use.Path)) ?? use.Path;
        if (use.MakesFolder)
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            throw new UsageException($"{use}: the folder '{folder}' does not exist. Create it, or name another file.");
        }

        return ExclusiveLock.TakeBeside(use.Path);
    }

    // Devices and pipes may be named any number of times: nothing in them is overwritten.
    private CommandFiles Add(Use use)
    {
        if (use.File is not null && !FileIdentity.IsDevice(use.Path))
        {
            uses.Add(use);
        }

        return this;
    }

    private sealed record Use(string Option, string? File, Kind Kind)
    {
        public string? Except { get; init; }

        public Action<string>? Check { get; init; }

        public bool MakesFolder { get; init; }

        public bool HasOwnLock { get; init; }

        public string Path => File!;

        public FileIdentity Identity { get; } = File is null ? default : FileIdentity.Of(File);

        public bool IsWritten => Kind is Kind.Writes or Kind.ReplacesFolder or Kind.ChangesFolder;

        /// <summary>The path of the given file in this folder, under any name; null if it is not in it.</summary>
        public string? Holds(FileIdentity file)
        {
            if (file.Rest.Length > 0 || !Directory.Exists(Path))
            {
                return null; // it does not exist
            }

            FileIdentity? except = Except is null ? null : FileIdentity.Of(Except);
            return except == file
                ? null
                : Directory.EnumerateFiles(Path, "*", AllFiles).Where(PartsOf(Path)).FirstOrDefault(one => FileIdentity.Of(one) == file);
        }

        // The parts of an index, a taxonomy or a model. Other files in such a folder may be overwritten.
        private static Func<string, bool> PartsOf(string folder)
        {
            HashSet<string> model = System.IO.File.Exists(System.IO.Path.Combine(folder, EncoderManifest.FileName))
                ?
                [
                    .. EncoderManifest.Read(folder).Files.Keys,
                    EncoderManifest.FileName, IdentificationModelFile.Name, LearnedParts.CalibrationName,
                ]
                : [];
            return path =>
            {
                string[] names = System.IO.Path.GetRelativePath(folder, path).Split(System.IO.Path.DirectorySeparatorChar);
                return names[0].StartsWith('.') || (names.Length > 1
                    ? names[0] is TaxonomySchema.AttributesFolder or TaxonomySchema.PacksFolder
                        || System.IO.File.Exists(System.IO.Path.Combine(folder, names[0], IndexFiles.Manifest))
                    : names[0] is IndexFiles.Current or IndexFiles.Reindex or TaxonomySchema.HeaderFile or TaxonomySchema.CategoriesFile
                        || model.Contains(names[0]));
            };
        }

        public override string ToString() => $"{Option} '{File}'";
    }

    private sealed class Held : IDisposable
    {
        private readonly Stack<IDisposable> locks = [];

        public void Add(IDisposable one) => locks.Push(one);

        public void Dispose()
        {
            while (locks.TryPop(out IDisposable? one))
            {
                one.Dispose();
            }
        }
    }
}
