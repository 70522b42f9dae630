using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// The checkpoints of a run: a folder for each, named after its step, which appears complete or not at all. Only the newest is kept. It
/// lists the SHA-256 of its files; one that was changed since is refused.
/// </summary>
/// <param name="folder">The run's folder.</param>
internal sealed class TrainingCheckpoint(string folder)
{
    private const string Prefix = "step-", StateName = "run.json", NetworkName = "network.safetensors";
    private const string WeightsName = "weights.safetensors", BankName = "bank.safetensors", ChecksumsName = "checksums.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private string? verified; // the checkpoint whose files were verified

    /// <summary>The newest checkpoint's folder; null if there is none.</summary>
    public string? Newest => !Directory.Exists(folder) ? null : Directory.EnumerateDirectories(folder, Prefix + "*")
        .Where(path => !path.EndsWith(".new", StringComparison.Ordinal) && File.Exists(Path.Combine(path, StateName)))
        .Max(StringComparer.Ordinal);

    /// <summary>Writes a checkpoint and removes the older ones.</summary>
    /// <param name="state">The state of the run.</param>
    /// <param name="network">The network and its optimiser.</param>
    /// <param name="bank">The index of hard negatives.</param>
    /// <param name="best">The weights to export: the best validated ones, or the current ones.</param>
    public void Write(TrainingState state, ContrastiveNetwork network, VectorBank bank, IReadOnlyDictionary<string, float[]> best)
    {
        Directory.CreateDirectory(folder);
        string goal = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{state.Step:D7}"));
        if (goal == Newest)
        {
            return; // a run has only one state at a step
        }

        string draft = goal + ".new";
        Remove(draft);
        Directory.CreateDirectory(draft);
        network.Save(Path.Combine(draft, NetworkName));
        WriteTensors(Path.Combine(draft, WeightsName), best);
        WriteTensors(Path.Combine(draft, BankName), new Dictionary<string, float[]> { ["items"] = bank.Items, ["values"] = bank.Values });
        AtomicFile.Write(Path.Combine(draft, StateName), JsonSerializer.Serialize(state, Json));
        AtomicFile.Write(Path.Combine(draft, ChecksumsName), JsonSerializer.Serialize(ChecksumsOf(draft), Json));
        Directory.Move(draft, goal);
        DurableFiles.FlushFolder(folder);
        foreach (string older in Directory.EnumerateDirectories(folder, Prefix + "*").Where(path => path != goal).ToList())
        {
            Remove(older);
        }
    }

    /// <summary>The state of the newest checkpoint's run.</summary>
    /// <exception cref="TrainingException">There is no checkpoint, or it is damaged or was changed.</exception>
    public TrainingState ReadState()
    {
        string path = Path.Combine(Existing(), StateName);
        try
        {
            return JsonSerializer.Deserialize<TrainingState>(File.ReadAllBytes(path), Json)
                ?? throw new TrainingException(
                    $"{path}: it holds null, expected an object. The checkpoint is damaged: remove its folder and train again.");
        }
        catch (JsonException error)
        {
            throw new TrainingException(
                $"{JsonFault.At(path, error)}. The checkpoint is damaged: remove its folder and train again.", error);
        }
    }

    /// <summary>The weights to export of the newest checkpoint.</summary>
    /// <exception cref="TrainingException">There is no checkpoint, or it was changed.</exception>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public Dictionary<string, float[]> ReadWeights() => ReadTensors(Path.Combine(Existing(), WeightsName));

    /// <summary>Restores the newest checkpoint.</summary>
    /// <exception cref="TrainingException">There is no checkpoint, or it was changed.</exception>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public void Restore(ContrastiveNetwork network, VectorBank bank)
    {
        network.Load(Path.Combine(Existing(), NetworkName));
        string path = Path.Combine(Existing(), BankName);
        Dictionary<string, float[]> vectors = ReadTensors(path);
        Fill("items", bank.Items);
        Fill("values", bank.Values);

        void Fill(string name, float[] destination)
        {
            if (!vectors.TryGetValue(name, out float[]? numbers) || numbers.Length != destination.Length)
            {
                throw new ModelFormatException(
                    $"{path}: expected {destination.Length} numbers of '{name}'. "
                        + "The checkpoint is damaged: remove its folder and train again.");
            }

            numbers.CopyTo(destination, 0);
        }
    }

    private string Existing()
    {
        string newest = Newest ?? throw new TrainingException($"'{folder}' holds no checkpoint. Train without resuming first.");
        if (newest != verified)
        {
            Verify(newest);
            verified = newest;
        }

        return newest;
    }

    private static void Verify(string checkpoint)
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

    private static Dictionary<string, string> ChecksumsOf(string checkpoint)
    {
        var checksums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in new[] { StateName, NetworkName, WeightsName, BankName })
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

    private static void WriteTensors(string path, IReadOnlyDictionary<string, float[]> tensors) => SafetensorsWriter.Write(
        path,
        [
            .. tensors.Select(tensor =>
                (tensor.Key, "F32", new long[] { tensor.Value.Length },
                    (SafetensorsWriter.Content)(() => MemoryMarshal.AsBytes(tensor.Value.AsSpan())))),
        ],
        CancellationToken.None);

    private static Dictionary<string, float[]> ReadTensors(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        var tensors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (string name in file.Names)
        {
            SafetensorsEntry entry = file.Find(name)!;
            var numbers = new float[entry.Count];
            file.ReadFloats(entry, numbers);
            tensors.Add(name, numbers);
        }

        return tensors;
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
