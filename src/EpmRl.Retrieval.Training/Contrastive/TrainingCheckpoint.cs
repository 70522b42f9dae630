using System.Runtime.InteropServices;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The checkpoints of an encoder's run: network, weights to export and the index of hard negatives.</summary>
/// <param name="folder">The run's folder.</param>
internal sealed class TrainingCheckpoint(string folder)
{
    private const string StateName = "run.json", NetworkName = "network.safetensors";
    private const string WeightsName = "weights.safetensors", BankName = "bank.safetensors";

    private readonly CheckpointFolder files = new(folder, StateName, NetworkName, WeightsName, BankName);

    /// <inheritdoc cref="CheckpointFolder.Newest"/>
    public string? Newest => files.Newest;

    /// <summary>Writes a checkpoint and removes the older ones.</summary>
    /// <param name="state">The state of the run.</param>
    /// <param name="network">The network and its optimiser.</param>
    /// <param name="bank">The index of hard negatives.</param>
    /// <param name="best">The weights to export: the best validated ones, or the current ones.</param>
    public void Write(TrainingState state, ContrastiveNetwork network, VectorBank bank, IReadOnlyDictionary<string, float[]> best) =>
        files.Write(state.Step, state, draft =>
        {
            network.Save(Path.Combine(draft, NetworkName));
            WriteTensors(Path.Combine(draft, WeightsName), best);
            WriteTensors(
                Path.Combine(draft, BankName), new Dictionary<string, float[]> { ["items"] = bank.Items, ["values"] = bank.Values });
        });

    /// <summary>The state of the newest checkpoint's run.</summary>
    /// <exception cref="TrainingException">There is no checkpoint, or it is damaged or was changed.</exception>
    public TrainingState ReadState() => files.ReadState<TrainingState>();

    /// <summary>The weights to export of the newest checkpoint.</summary>
    /// <exception cref="TrainingException">There is no checkpoint, or it was changed.</exception>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public Dictionary<string, float[]> ReadWeights() => ReadTensors(files[WeightsName]);

    /// <summary>Restores the newest checkpoint.</summary>
    /// <exception cref="TrainingException">There is no checkpoint, or it was changed.</exception>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public void Restore(ContrastiveNetwork network, VectorBank bank)
    {
        network.Load(files[NetworkName]);
        string path = files[BankName];
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
}
