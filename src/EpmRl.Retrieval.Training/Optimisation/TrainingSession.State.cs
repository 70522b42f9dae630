using System.Runtime.InteropServices;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Optimisation;

internal sealed partial class TrainingSession
{
    private const string StepsName = "training.steps", SeedName = "training.seed";

    /// <summary>Writes everything that a later step depends on: all parameters, the moments, the number of steps and the seed.</summary>
    /// <param name="path">A safetensors file; replaced if it exists, completely or not at all.</param>
    /// <param name="cancellationToken">Checked between tensors.</param>
    /// <exception cref="InvalidOperationException">Micro-batches are waiting for <see cref="Apply"/>.</exception>
    public void SaveState(string path, CancellationToken cancellationToken = default) => SaveState(path, false, cancellationToken);

    /// <summary>Writes a state, with all parameters or only the trained ones, where the others are a model's own.</summary>
    /// <inheritdoc cref="SaveState(string, CancellationToken)"/>
    public void SaveState(string path, bool trainedOnly, CancellationToken cancellationToken)
    {
        if (microBatches > 0)
        {
            throw new InvalidOperationException($"{microBatches} accumulated micro-batches wait for {nameof(Apply)}.");
        }

        string type = FormatType;
        SafetensorsWriter.Write(
            path,
            [
                (StepsName, "I64", [1], () => MemoryMarshal.AsBytes<long>(new[] { (long)Steps })),
                (SeedName, "I64", [1], () => MemoryMarshal.AsBytes<long>(new[] { (long)seed })),
                .. StateBuffers(trainedOnly)
                    .Select(state => (state.Name, type, state.Buffer.Shape, (SafetensorsWriter.Content)(() => state.Buffer.Bytes))),
            ],
            cancellationToken);
    }

    /// <summary>Restores a state: later steps are, bit for bit, those of the session that wrote it.</summary>
    /// <param name="path">
    /// A file of <see cref="SaveState(string, CancellationToken)"/>, of the same network with the same parameters trained.
    /// </param>
    /// <exception cref="ModelFormatException">Missing, damaged, or of another network; nothing was changed.</exception>
    /// <param name="trainedOnly">Whether the file holds only the trained parameters.</param>
    public void LoadState(string path, bool trainedOnly = false)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        long steps = ReadNumber(file, StepsName), seedThen = ReadNumber(file, SeedName);
        (TensorBuffer Buffer, SafetensorsEntry Entry)[] states =
            [.. StateBuffers(trainedOnly).Select(state => (state.Buffer, Find(file, state.Name, FormatType, state.Buffer.Shape)))];
        foreach ((TensorBuffer buffer, SafetensorsEntry entry) in states)
        {
            file.Bytes(entry).CopyTo(buffer.Bytes);
        }

        (Steps, seed) = (checked((int)steps), unchecked((int)seedThen));
    }

    private string FormatType => parameters.Type == DataType.Double ? "F64" : "F32";

    private IEnumerable<(string Name, TensorBuffer Buffer)> StateBuffers(bool trainedOnly) =>
        (trainedOnly ? trained : parameters.All).Select(parameter => (parameter.Name, parameter.Buffer))
            .Concat(optimizer.Buffers.Select(pair => (pair.Key, pair.Value)));

    private static long ReadNumber(SafetensorsFile file, string name) =>
        MemoryMarshal.Read<long>(file.Bytes(Find(file, name, "I64", [1])));

    private static SafetensorsEntry Find(SafetensorsFile file, string name, string type, long[] shape)
    {
        SafetensorsEntry entry = file.Find(name)
            ?? throw new ModelFormatException(
                $"{file.Path}: tensor '{name}' is missing. The state is of another network, or other layers were trained.");
        return entry.Type == type && entry.Shape.AsSpan().SequenceEqual(shape)
            ? entry
            : throw new ModelFormatException(
                $"{file.Path}: tensor '{name}' is {entry.Type} [{string.Join(", ", entry.Shape)}]; "
                    + $"the session holds {type} [{string.Join(", ", shape)}].");
    }
}
