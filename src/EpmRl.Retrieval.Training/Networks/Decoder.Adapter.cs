using System.Globalization;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

internal sealed partial class Decoder
{
    private const string AlphaName = "lora_alpha";

    private IEnumerable<Parameter> Adapters => Parameters.All.Where(parameter => LowRankOptions.IsAdapter(parameter.Name));

    /// <summary>Writes the adapters in single precision, with their alpha in the file's metadata.</summary>
    /// <param name="file">A safetensors file; replaced if it exists, completely or not at all.</param>
    public void SaveAdapter(string file) => SafetensorsWriter.Write(
        file, [.. Adapters.Select(parameter => (parameter.Name, parameter.Shape))], name => Parameters[name].Read(), halves: false,
        new Dictionary<string, string> { [AlphaName] = Options.Alpha.ToString("R", CultureInfo.InvariantCulture) }, CancellationToken.None);

    /// <summary>Sets the adapters.</summary>
    /// <param name="file">A safetensors file of <see cref="SaveAdapter"/>, or with tensors of its names.</param>
    /// <exception cref="ModelFormatException">
    /// Missing, damaged, or of another network, rank or alpha; nothing was changed.
    /// </exception>
    public void LoadAdapter(string file)
    {
        using SafetensorsFile opened = SafetensorsFile.Open(file);
        if (AlphaOf(opened) is double alpha && alpha != Options.Alpha)
        {
            throw new ModelFormatException(string.Create(CultureInfo.InvariantCulture,
                $"{file}: the adapter was trained with alpha {alpha}, the decoder was opened with {Options.Alpha}. Use the same."));
        }

        (Parameter Parameter, float[] Values)[] found = [.. Adapters.Select(parameter => (parameter, Read(opened, parameter)))];
        string[] unknown = [.. opened.Names.Where(name => !Parameters.TryGet(name, out _))];
        if (unknown.Length > 0)
        {
            throw new ModelFormatException(
                $"{file}: tensor '{unknown[0]}' belongs to no layer of '{folder}'. Is it another model's adapter?");
        }

        foreach ((Parameter parameter, float[] values) in found)
        {
            parameter.Write(values);
        }
    }

    /// <summary>Rank and alpha of an adapter's file.</summary>
    /// <param name="file">A safetensors file of <see cref="SaveAdapter"/>.</param>
    /// <returns>The rank; alpha, null where the file does not tell.</returns>
    /// <exception cref="ModelFormatException">Missing, damaged, or without adapters.</exception>
    public static (int Rank, double? Alpha) DescribeAdapter(string file)
    {
        using SafetensorsFile opened = SafetensorsFile.Open(file);
        string name = opened.Names.FirstOrDefault(name => name.EndsWith(LowRankOptions.NameOfA(""), StringComparison.Ordinal))
            ?? throw new ModelFormatException($"{file}: no tensor ends in '{LowRankOptions.NameOfA("")}'; expected a low-rank adapter.");
        long[] shape = opened.Find(name)!.Shape;
        return shape is [>= 1 and <= int.MaxValue, _]
            ? ((int)shape[0], AlphaOf(opened))
            : throw new ModelFormatException($"{file}: tensor '{name}' has shape [{string.Join(", ", shape)}]; expected [rank, inputs].");
    }

    /// <summary>Writes a model folder with the adapters merged into the weights; see <see cref="DecoderMerge"/>.</summary>
    /// <param name="target">The folder to make; must not exist or be empty.</param>
    /// <param name="add">Writes further files into the folder before it appears; null for none.</param>
    /// <param name="cancellationToken">Checked between layers; on cancellation nothing is left behind.</param>
    /// <returns>How many weights changed, and by how much rounding.</returns>
    /// <exception cref="IOException">The target exists, or cannot be written.</exception>
    public MergeReport Merge(string target, Action<string>? add = null, CancellationToken cancellationToken = default) =>
        new DecoderMerge(Configuration, folder, Network.Merged).Write(target, add, cancellationToken);

    private static double? AlphaOf(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(AlphaName, out string? text))
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double alpha) && alpha > 0
            ? alpha
            : throw new ModelFormatException($"{file.Path}: {AlphaName} in the metadata is '{text}'; expected a number above 0.");
    }

    private static float[] Read(SafetensorsFile file, Parameter parameter)
    {
        SafetensorsEntry entry = file.Find(parameter.Name)
            ?? throw new ModelFormatException($"{file.Path}: tensor '{parameter.Name}' is missing. Is it another model's adapter?");
        if (!entry.Shape.AsSpan().SequenceEqual(parameter.Shape))
        {
            throw new ModelFormatException(
                $"{file.Path}: tensor '{parameter.Name}' has shape [{string.Join(", ", entry.Shape)}], the decoder's adapter "
                    + $"[{string.Join(", ", parameter.Shape)}]. Open the decoder with the adapter's rank.");
        }

        var values = new float[entry.Count];
        file.ReadFloats(entry, values);
        return values;
    }
}
