using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// The checkpoints of a run: a folder for each, named after its step, which appears complete or not at all. Only the newest is kept. It
/// lists the SHA-256 of its files; one that was changed since is refused.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="stateName">Name of the file with the run's state, in JSON.</param>
/// <param name="names">Names of the other files of a checkpoint.</param>
internal sealed class CheckpointFolder(string folder, string stateName, params string[] names)
{
    private const string Prefix = "step-", ChecksumsName = "checksums.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly string[] files = [stateName, .. names];
    private string? verified; // the checkpoint whose files were verified

    /// <summary>The newest checkpoint's folder; null if there is none.</summary>
    public string? Newest => !Directory.Exists(folder) ? null : Directory.EnumerateDirectories(folder, Prefix + "*")
        .Where(path => !path.EndsWith(".new", StringComparison.Ordinal) && File.Exists(Path.Combine(path, stateName)))
        .Max(StringComparer.Ordinal);

    /// <summary>Writes a checkpoint and removes the older ones.</summary>
    /// <param name="step">The step, 0 or more; a run has only one state at a step.</param>
    /// <param name="state">The state.</param>
    /// <param name="write">Writes the other files into a folder.</param>
    public void Write<TState>(int step, TState state, Action<string> write)
    {
        Directory.CreateDirectory(folder);
        string goal = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D7}"));
        if (goal == Newest)
        {
            return;
        }

        string draft = goal + ".new";
        Remove(draft);
        Directory.CreateDirectory(draft);
        write(draft);
        AtomicFile.Write(Path.Combine(draft, stateName), JsonSerializer.Serialize(state, Json));
        AtomicFile.Write(Path.Combine(draft, ChecksumsName), JsonSerializer.Serialize(ChecksumsOf(draft), Json));
        Directory.Move(draft, goal);
        DurableFiles.FlushFolder(folder);
        foreach (string older in Directory.EnumerateDirectories(folder, Prefix + "*").Where(path => path != goal).ToList())
        {
            Remove(older);
        }
    }

    /// <summary>The state of the newest checkpoint.</summary>
    /// <exception cref="TrainingException">There is no checkpoint, or it is damaged or was changed.</exception>
    public TState ReadState<TState>()
        where TState : class
    {
        string path = this[stateName];
        try
        {
            return JsonSerializer.Deserialize<TState>(File.ReadAllBytes(path), Json)
                ?? throw new TrainingException(
                    $"{path}: it holds null, expected an object. The checkpoint is damaged: remove its folder and train again.");
        }
        catch (JsonException error)
        {
            throw new TrainingException(
                $"{JsonFault.At(path, error)}. The checkpoint is damaged: remove its folder and train again.", error);
        }
    }

    /// <summary>The path of a file of the newest checkpoint, which is verified before.</summary>
    /// <exception cref="TrainingException">There is no checkpoint, or it was changed.</exception>
    public string this[string name]
    {
        get
        {
            string newest = Newest ?? throw new TrainingException($"'{folder}' holds no checkpoint. Train without resuming first.");
            if (newest != verified)
            {
                Verify(newest);
                verified = newest;
            }

            return Path.Combine(newest, name);
        }
    }

    private void Verify(string checkpoint)
    {
        string path = Path.Combine(checkpoint, ChecksumsName);
        Dictionary<string, string>? expected;
        try
        {
            expected = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(path)) : null;
        }
        catch (JsonException)
        {
            expected = null;
        }

        foreach ((string name, string hash) in ChecksumsOf(checkpoint))
        {
            if (expected?.GetValueOrDefault(name) is not { } written)
            {
                throw new TrainingException(
                    $"{path}: expected the SHA-256 of {name}, which earlier versions did not write. "
                        + $"Remove the folder '{checkpoint}' and train again.");
            }

            if (written != hash)
            {
                throw new TrainingException(
                    $"{Path.Combine(checkpoint, name)} was changed after it was written: its SHA-256 is not that of {ChecksumsName}. "
                        + $"Put it back, or remove the folder '{checkpoint}' and train again.");
            }
        }
    }

    private Dictionary<string, string> ChecksumsOf(string checkpoint)
    {
        var checksums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in files)
        {
            string path = Path.Combine(checkpoint, name);
            if (!File.Exists(path))
            {
                throw new TrainingException($"{path} is missing. Put it back, or remove the folder '{checkpoint}' and train again.");
            }

            checksums.Add(name, Sha256Hex.OfFile(path));
        }

        return checksums;
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
