using System.Text.Json;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>The folder in which a training run keeps its configuration, checkpoints and index, so that it can be gone on with. One process at a time.</summary>
public sealed class RunFolder : IDisposable
{
    private const string IdentityName = "run.json";
    private const string LockName = "run.lock";

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly string folder;
    private readonly ExclusiveLock held;

    private RunFolder(string folder, ExclusiveLock held) => (this.folder, this.held) = (folder, held);

    /// <summary>Whether the folder held a run before this one, which is gone on with.</summary>
    public bool Resumed { get; private init; }

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(folder, name);

    /// <summary>Begins a run, or goes on with one.</summary>
    /// <param name="folder">The folder; made where there is none.</param>
    /// <param name="identity">What the run is of.</param>
    /// <param name="configuration">Its configuration, which is kept as <c>train.yaml</c>.</param>
    /// <param name="resume">True to go on with the run that the folder holds; where it holds none, one begins.</param>
    /// <exception cref="TrainingException">The folder holds a run and is not to be resumed, or holds another one, or something else.</exception>
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
                throw new TrainingException($"'{folder}' has files in it and is no training run. Name another folder with --run, or empty it.");
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
            throw new TrainingException($"'{folder}' holds a training run already. Go on with it: --resume; or remove the folder, or name another with --run.");
        }

        string[] differences = [.. there.Differences(identity)];
        if (differences.Length > 0)
        {
            throw new TrainingException(
                $"The run in '{folder}' cannot be gone on with: {string.Join(", ", differences)} changed since. Use what it was begun with, or remove the folder and begin anew.");
        }
    }

    private static RunIdentity Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunIdentity>(File.ReadAllText(path), Written) ?? throw new TrainingException($"'{path}' is damaged: it holds null, expected an object. Remove the folder and train again.");
        }
        catch (JsonException exception)
        {
            throw new TrainingException($"{JsonFault.At(path, exception)}. Remove the folder and train again.", exception);
        }
    }
}
