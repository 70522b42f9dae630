using System.Globalization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>
/// The files of jobs, <c>jobs/{id}/</c> in the data folder: <c>input</c>, <c>chunks/000042.jsonl</c> with
/// <c>chunks/000042.errors.jsonl</c>, and in the end <c>result.*</c> and <c>errors.jsonl</c>.
/// </summary>
internal sealed class JobFiles(ServerOptions options)
{
    private const int MostLinks = 40; // as in the kernel

    /// <summary>Folder of all jobs.</summary>
    public string Root { get; } = Path.Combine(Path.GetFullPath(options.DataFolder), "jobs");

    /// <summary>Folder of a job.</summary>
    public string FolderOf(string job) => Path.Combine(Root, job);

    /// <summary>The uploaded input of a job.</summary>
    public string UploadOf(string job) => Path.Combine(FolderOf(job), "input");

    /// <summary>Folder of the chunks of a job.</summary>
    public string ChunksOf(string job) => Path.Combine(FolderOf(job), "chunks");

    /// <summary>Results of a chunk. The file exists when the chunk is done: it is written last, and once.</summary>
    public string ChunkOf(string job, int number) =>
        Path.Combine(ChunksOf(job), string.Create(CultureInfo.InvariantCulture, $"{number:D6}.jsonl"));

    /// <summary>Bad rows of a chunk.</summary>
    public string ChunkErrorsOf(string job, int number) =>
        Path.Combine(ChunksOf(job), string.Create(CultureInfo.InvariantCulture, $"{number:D6}.errors.jsonl"));

    /// <summary>The result of a job.</summary>
    public string ResultOf(string job, JobOutput output) => Path.Combine(FolderOf(job), output switch
    {
        JobOutput.Csv => "result.csv",
        JobOutput.Parquet => "result.parquet",
        _ => "result.jsonl",
    });

    /// <summary>The bad rows of a job.</summary>
    public string ErrorsOf(string job) => Path.Combine(FolderOf(job), "errors.jsonl");

    /// <summary>Creates the folder of a new job; only its owner may read it.</summary>
    public void Create(string job)
    {
        foreach (string folder in (string[])[Root, FolderOf(job), ChunksOf(job)])
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, FileModes.PrivateFolder);
            }
        }
    }

    /// <summary>Deletes everything of a job; a worker that still writes there finds no folder and gives up.</summary>
    /// <returns>Whether nothing is left.</returns>
    public bool Delete(string job) => TryDelete(FolderOf(job));

    /// <summary>Deletes the chunks of a job that ended.</summary>
    public bool DeleteChunks(string job) => TryDelete(ChunksOf(job));

    /// <summary>Opens the input of a job from its first row; the same rows follow each time.</summary>
    /// <param name="job">The job.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="taxonomy">The taxonomy whose attributes columns may be mapped to.</param>
    /// <exception cref="InvalidRequestException">The input was changed or removed since the job was made.</exception>
    public ProductReader OpenInput(string job, JobSettings settings, ProductTaxonomy taxonomy)
    {
        string path = settings.Path is { } named ? Allowed(named) : UploadOf(job);
        var file = new FileInfo(path);
        if (!file.Exists || file.Length != settings.InputBytes
            || (settings.InputWritten != 0 && file.LastWriteTimeUtc.Ticks != settings.InputWritten))
        {
            throw new InvalidRequestException(
                $"The input '{settings.InputName}' was {(file.Exists ? "changed" : "removed")} after the job was "
                + "made, so its rows are not the same any more. Make a new job.");
        }

        return new ProductReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1),
            settings.InputName ?? "input",
            settings.ToReaderOptions(taxonomy) with { MaxRowBytes = Math.Min(options.Limits.MaxLineBytes, 1 << 30) });
    }

    /// <summary>The file that a path names, if it lies below an input folder.</summary>
    /// <exception cref="RequestException">It does not, or there is none; the message does not tell which files exist elsewhere.</exception>
    public string Allowed(string path)
    {
        if (options.Jobs.InputFolders.Count == 0)
        {
            throw new RequestException(
                StatusCodes.Status403Forbidden, "forbidden",
                "This service takes no paths: Jobs:InputFolders names no folder. Upload the file.", "path");
        }

        if (path.Contains('\0', StringComparison.Ordinal) || !Path.IsPathFullyQualified(path))
        {
            throw Outside(path);
        }

        string real = Real(path);
        if (!options.Jobs.InputFolders.Any(folder => real.StartsWith(
            Path.TrimEndingDirectorySeparator(Real(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            throw Outside(path);
        }

        return File.Exists(real) && !FileIdentity.IsDevice(real)
            ? real
            : throw RequestException.Invalid($"File '{path}' does not exist.", "path");
    }

    /// <summary>Folders of jobs, by id.</summary>
    public IEnumerable<(string Id, DateTime WrittenUtc)> Folders() => !Directory.Exists(Root) ? [] : new DirectoryInfo(Root)
        .EnumerateDirectories().Select(folder => (folder.Name, folder.LastWriteTimeUtc));

    private static RequestException Outside(string path) => new(
        StatusCodes.Status403Forbidden, "forbidden",
        $"'{(path.Length > 200 ? path[..200] + "…" : path)}' is not an absolute path below one of the folders of Jobs:InputFolders.",
            "path");

    // Every link on the way is followed, not only the last one: a link of a folder would lead out.
    private static string Real(string path)
    {
        string full = Path.GetFullPath(path), root = Path.GetPathRoot(full)!, at = root;
        var rest = new Stack<string>(full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
            .Reverse());
        for (int links = 0; rest.TryPop(out string? part);)
        {
            string next = Path.Combine(at, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw Outside(path);
            }

            string linked = Path.GetFullPath(target, at);
            at = Path.GetPathRoot(linked)!;
            foreach (string piece in linked[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
                .Reverse())
            {
                rest.Push(piece);
            }
        }

        return at;
    }

    // A worker may write a last file into a folder that is being deleted, or somebody else may delete it or its chunks at the same time,
    // of which Directory.Delete complains without going on. Retention deletes what is left.
    private static bool TryDelete(string folder)
    {
        for (int i = 0; i < 3 && Directory.Exists(folder); i++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
            }
        }

        return !Directory.Exists(folder);
    }
}
