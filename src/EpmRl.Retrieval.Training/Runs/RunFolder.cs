using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>
/// The folder in which a training run keeps its configuration, checkpoints and index, so that it can be resumed. One process at a time.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string IdentityName = "run.json";
    private const string LockName = "run.lock";

    private static readonly JsonSerializerOptions Written =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly string folder;
    private readonly ExclusiveLock held;

    private RunFolder(string folder, ExclusiveLock held) => (this.folder, this.held) = (folder, held);

    /// <summary>Whether the folder held a run, which is resumed.</summary>
    public bool Resumed { get; private init; }

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(folder, name);

    /// <summary>Starts or resumes a run.</summary>
    /// <param name="folder">The folder; created if missing.</param>
    /// <param name="identity">The identity of the run.</param>
    /// <param name="configuration">Its configuration, which is kept as <c>train.yaml</c>.</param>
    /// <param name="resume">True to resume the run in the folder; without one, a run starts.</param>
    /// <exception cref="RunFolderException">The folder holds a run that is not to be resumed, another run, or something else.</exception>
    /// <exception cref="InUseException">Another process trains in it; the message names it.</exception>
    public static RunFolder Open(string folder, RunIdentity identity, string configuration, bool resume)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(identity);
        Directory.CreateDirectory(folder);
        string lockFile = Path.Combine(folder, LockName);
        ExclusiveLock held = ExclusiveLock.TryTake(lockFile, keeps: true) ?? throw InUseException.Of(folder, LockHolder.Read(lockFile));
        try
        {
            string path = Path.Combine(folder, IdentityName);
            bool there = File.Exists(path);
            if (there)
            {
                CheckSame(folder, Read(path), identity, resume);
            }
            else if (Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) != LockName))
            {
                throw new RunFolderException($"'{folder}' has files in it and is not a training run. Empty it, or name another folder.");
            }
            else
            {
                AtomicFile.Write(Path.Combine(folder, "train.yaml"), configuration);
                AtomicFile.Write(path, JsonSerializer.Serialize(identity, Written) + "\n");
            }

            return new RunFolder(folder, held) { Resumed = there };
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();

    private static void CheckSame(string folder, RunIdentity there, RunIdentity identity, bool resume)
    {
        if (!resume)
        {
            throw new RunFolderException($"'{folder}' holds a training run already. Resume it, remove the folder, or name another one.");
        }

        string[] differences = [.. there.Differences(identity)];
        if (differences.Length > 0)
        {
            throw new RunFolderException(
                $"The run in '{folder}' cannot be resumed: {string.Join(", ", differences)} changed since. "
                    + "Use the settings it started with, or remove the folder and start again.");
        }
    }

    private static RunIdentity Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunIdentity>(File.ReadAllText(path), Written)
                ?? throw new RunFolderException(
                    $"'{path}' is damaged: it holds null, expected an object. Remove the folder and train again.");
        }
        catch (JsonException exception)
        {
            throw new RunFolderException($"{JsonFault.At(path, exception)}. Remove the folder and train again.", exception);
        }
    }
}
