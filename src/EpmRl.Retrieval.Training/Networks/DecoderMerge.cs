using System.Globalization;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>The outcome of merging adapters into a model's weights.</summary>
/// <param name="Blocks">Blocks of 8-bit weights in adapted layers; 0 where weights are floats.</param>
/// <param name="ChangedBlocks">Those that differ from the base.</param>
/// <param name="RoundingError">Root mean square of the rounding error of changed blocks, as a share of that of their weights.</param>
internal sealed record MergeReport(long Blocks, long ChangedBlocks, double RoundingError)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{ChangedBlocks} of {Blocks} blocks changed, rounded by {RoundingError:P2}");
}

/// <summary>
/// Writes a model folder with adapters merged into the weights, W + scale · B A, in the layout of the base: every tensor at its offset, so
/// that the base's <c>model.onnx</c>, which reads the weights by offset, stays valid.
/// </summary>
internal sealed class DecoderMerge(DecoderConfiguration configuration, string baseFolder, Func<string, float[]> merged)
{
    private const string SumsName = "SHA256SUMS", CardName = "README.md";

    private readonly Lock gate = new();
    private long blocks, changed;
    private double error, power;

    /// <summary>Writes the folder, completely or not at all.</summary>
    /// <param name="target">Must not exist or be empty.</param>
    /// <param name="add">Writes further files, or a card of its own, into the folder before it appears; null for none.</param>
    /// <param name="cancellationToken">Checked between layers; on cancellation nothing is left behind.</param>
    /// <exception cref="IOException">The target exists, or cannot be written.</exception>
    /// <exception cref="ModelFormatException">The base's weights are damaged, or 16-bit floats.</exception>
    public MergeReport Write(string target, Action<string>? add, CancellationToken cancellationToken)
    {
        using var draft = new ModelFolderDraft(target);
        foreach (string path in Directory.GetFiles(baseFolder))
        {
            if (Path.GetFileName(path) is string name and not (SumsName or CardName))
            {
                draft.Copy(baseFolder, name);
            }
        }

        using (SafetensorsFile source = SafetensorsFile.Open(Path.Combine(baseFolder, DecoderWeights.FileName)))
        using (FileStream file = File.OpenWrite(draft[DecoderWeights.FileName]))
        {
            var weights = new DecoderWeights(source, configuration);
            foreach (string layer in DecoderWeights.Linears(configuration))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Overwrite(file, source, weights, layer);
            }
        }

        File.WriteAllText(draft[CardName], Card(draft.Name));
        add?.Invoke(draft.Folder);
        string[] files = [.. Directory.GetFiles(draft.Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        File.WriteAllLines(draft[SumsName], files.Select(name => $"{Sha256Hex.OfFile(draft[name])}  {name}"));
        draft.Publish();
        return new MergeReport(blocks, changed, power > 0 ? Math.Sqrt(error / power) : 0);
    }

    private void Overwrite(FileStream file, SafetensorsFile source, DecoderWeights weights, string layer)
    {
        string name = layer + ".weight";
        float[] numbers = merged(layer);
        if (weights.Blocks(name) is not { } stored)
        {
            SafetensorsEntry entry = source.Find(name)!;
            if (entry.Type != "F32")
            {
                throw new ModelFormatException(
                    $"{source.Path}: tensor '{name}' is of type {entry.Type}; adapters are merged into F32 weights or 8-bit blocks.");
            }

            WriteAt(file, source, entry, MemoryMarshal.AsBytes<float>(numbers));
            return;
        }

        byte[] codes = source.Bytes(stored.Codes).ToArray();
        float[] scales = MemoryMarshal.Cast<byte, float>(source.Bytes(stored.Scales)).ToArray();
        int rowBlocks = (int)stored.Scales.Shape[1];
        Parallel.For(0, (int)stored.Scales.Shape[0], row => Round(numbers, codes, scales, row * rowBlocks, rowBlocks));
        WriteAt(file, source, stored.Codes, codes);
        WriteAt(file, source, stored.Scales, MemoryMarshal.AsBytes<float>(scales));
    }

    // Blocks that the adapter leaves as they are keep their bytes: rounding again could move them.
    private void Round(float[] numbers, byte[] codes, float[] scales, int first, int count)
    {
        const int size = QuantizedBlocks.Size;
        Span<float> old = stackalloc float[size];
        long moved = 0;
        double rowError = 0, rowPower = 0;
        for (int block = first; block < first + count; block++)
        {
            ReadOnlySpan<float> wanted = numbers.AsSpan(block * size, size);
            Span<byte> written = codes.AsSpan(block * size, size);
            QuantizedBlocks.Read(written, scales.AsSpan(block, 1), old);
            if (wanted.SequenceEqual(old))
            {
                continue;
            }

            scales[block] = QuantizedBlocks.Write(wanted, written);
            QuantizedBlocks.Read(written, scales.AsSpan(block, 1), old);
            moved++;
            for (int i = 0; i < size; i++)
            {
                double difference = wanted[i] - old[i];
                rowError += difference * difference;
                rowPower += (double)wanted[i] * wanted[i];
            }
        }

        lock (gate)
        {
            (blocks, changed, error, power) = (blocks + count, changed + moved, error + rowError, power + rowPower);
        }
    }

    private static void WriteAt(FileStream file, SafetensorsFile source, SafetensorsEntry entry, ReadOnlySpan<byte> bytes)
    {
        file.Position = source.DataStart + entry.Start;
        file.Write(bytes);
    }

    private string Card(string name) =>
        $"""
        # {name}

        {Path.GetFileName(Path.GetFullPath(baseFolder))} with a low-rank adapter merged into its weights: the files are those of the base
        except `model.safetensors`, which was modified, and this page. The base's terms of use apply; they are in this folder.

        """;
}
