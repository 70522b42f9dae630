using System.Numerics.Tensors;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The weights of a reader, as <c>reader.safetensors</c> of a model folder holds them.</summary>
internal sealed class ReaderFile
{
    /// <summary>From hidden states to the reader's width.</summary>
    public const string Input = "reader.input";

    /// <summary>Layer normalisation after <see cref="Input"/>.</summary>
    public const string InputNorm = "reader.input_norm";

    /// <summary>Convolution over adjacent tokens.</summary>
    public const string Near = "reader.near";

    /// <summary>Convolution over every third token.</summary>
    public const string Far = "reader.far";

    /// <summary>Layer normalisation after the convolutions.</summary>
    public const string OutputNorm = "reader.output_norm";

    /// <summary>From the reader's width to the parts of spans.</summary>
    public const string Parts = "reader.parts";

    /// <summary>Vectors of the spans' lengths.</summary>
    public const string Length = "reader.length";

    /// <summary>Hidden layer over an attribute's vector.</summary>
    public const string AttributeHidden = "reader.attribute.hidden";

    /// <summary>From the hidden layer to the attribute's weights and bias.</summary>
    public const string AttributeOutput = "reader.attribute.output";

    private readonly Dictionary<string, float[]> tensors;

    private ReaderFile(ReaderSizes sizes, Dictionary<string, float[]> tensors)
    {
        Sizes = sizes;
        this.tensors = tensors;
    }

    /// <summary>The dimensions, as the file's shapes say.</summary>
    public ReaderSizes Sizes { get; }

    /// <summary>The numbers of a tensor; not to be changed.</summary>
    public float[] this[string name] => tensors[name];

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hidden">Length of the encoder's hidden state.</param>
    /// <exception cref="ModelFormatException">
    /// Not a safetensors file, made for another network, or a tensor is missing, misshapen, not of a float type or not finite.
    /// </exception>
    public static ReaderFile Read(string path, int hidden)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        ReaderSizes sizes = SizesOf(file, hidden);
        var tensors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach ((string name, long[] shape) in sizes.Tensors)
        {
            SafetensorsEntry entry = Entry(file, name);
            if (!entry.Shape.AsSpan().SequenceEqual(shape))
            {
                throw new ModelFormatException(
                    $"{path}: tensor '{name}' has shape [{string.Join(", ", entry.Shape)}]; expected [{string.Join(", ", shape)}], "
                        + "as the other tensors say. Restore the file, or train the reader again.");
            }

            var numbers = new float[entry.Count];
            file.ReadFloats(entry, numbers);
            if (!TensorPrimitives.IsFiniteAll<float>(numbers))
            {
                throw new ModelFormatException(
                    $"{path}: tensor '{name}' has numbers that are not finite. Restore the file, or train the reader again.");
            }

            tensors.Add(name, numbers);
        }

        return new ReaderFile(sizes, tensors);
    }

    /// <summary>Writes a file, completely or not at all.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="sizes">The reader's dimensions.</param>
    /// <param name="read">A tensor's numbers.</param>
    /// <param name="cancellationToken">Checked between tensors; on cancellation nothing is left behind.</param>
    public static void Write(string path, ReaderSizes sizes, Func<string, float[]> read, CancellationToken cancellationToken = default) =>
        SafetensorsWriter.Write(path, [.. sizes.Tensors], read, halves: false, cancellationToken);

    /// <summary>The part that reads spans, which is computed outside the graph.</summary>
    public SpanReader ToSpanReader() => new(
        this[Length], this[AttributeHidden + ".weight"], this[AttributeHidden + ".bias"], this[AttributeOutput + ".weight"],
        this[AttributeOutput + ".bias"]);

    private static ReaderSizes SizesOf(SafetensorsFile file, int hidden)
    {
        (long width, long states) = Matrix(file, Input + ".weight");
        if (states != hidden)
        {
            throw new ModelFormatException(
                $"{file.Path}: tensor '{Input}.weight' has shape [{width}, {states}]; expected [{width}, {hidden}], as the encoder's "
                    + "hidden states are. The reader was trained for another encoder; train it again.");
        }

        long parts = Matrix(file, Parts + ".weight").Rows;
        if (parts % 3 != 0)
        {
            throw new ModelFormatException(
                $"{file.Path}: tensor '{Parts}.weight' has {parts} rows; expected a multiple of 3, for first, last and inner tokens.");
        }

        return new ReaderSizes(
            hidden, (int)width, (int)(parts / 3), (int)Matrix(file, AttributeHidden + ".weight").Rows, (int)Matrix(file, Length).Rows);
    }

    private static (long Rows, long Columns) Matrix(SafetensorsFile file, string name) => Entry(file, name).Shape switch
    {
        [> 0 and <= int.MaxValue and var rows, > 0 and <= int.MaxValue and var columns] => (rows, columns),
        var shape => throw new ModelFormatException(
            $"{file.Path}: tensor '{name}' has shape [{string.Join(", ", shape)}]; expected two dimensions above 0."),
    };

    private static SafetensorsEntry Entry(SafetensorsFile file, string name) => file.Find(name)
        ?? throw new ModelFormatException($"{file.Path}: tensor '{name}' is missing. Restore the file, or train the reader again.");
}
