using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Training.Graphs;

namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>A tensor that training may change: its symbol in the graph and its values in native memory.</summary>
internal sealed class Parameter : IDisposable
{
    /// <summary>A parameter of zeros.</summary>
    /// <param name="name">Its name in checkpoints.</param>
    /// <param name="type">Float or Double.</param>
    /// <param name="shape">Its shape.</param>
    public Parameter(string name, DataType type, long[] shape)
    {
        Tensor = Tensor.Input(name, type, [.. shape.Select(size => (Dimension)size)]);
        Shape = shape;
        Buffer = new TensorBuffer(type, shape);
    }

    /// <summary>Its name in checkpoints.</summary>
    public string Name => Tensor.Name!;

    /// <summary>Its symbol.</summary>
    public Tensor Tensor { get; }

    /// <summary>Its shape.</summary>
    public long[] Shape { get; }

    /// <summary>Its values.</summary>
    public TensorBuffer Buffer { get; }

    /// <summary>Whether steps change it. Set it before a session is created.</summary>
    public bool IsTrainable { get; set; } = true;

    /// <summary>Whether weight decay applies to it. Set it before a session is created.</summary>
    public bool IsDecayed { get; set; } = true;

    /// <summary>A copy of the current values, as float32.</summary>
    public float[] Read()
    {
        var numbers = new float[Count];
        if (Tensor.Type == DataType.Double)
        {
            TensorPrimitives.ConvertTruncating<double, float>(MemoryMarshal.Cast<byte, double>(Buffer.Bytes), numbers);
        }
        else
        {
            MemoryMarshal.Cast<byte, float>(Buffer.Bytes).CopyTo(numbers);
        }

        return numbers;
    }

    /// <summary>Sets the values.</summary>
    /// <exception cref="ArgumentException">Not exactly as many as the shape holds.</exception>
    public void Write(ReadOnlySpan<float> numbers)
    {
        if (numbers.Length != Count)
        {
            throw new ArgumentException($"Parameter '{Name}' holds {Count} numbers, given are {numbers.Length}.", nameof(numbers));
        }

        if (Tensor.Type == DataType.Double)
        {
            TensorPrimitives.ConvertTruncating<float, double>(numbers, MemoryMarshal.Cast<byte, double>(Buffer.Bytes));
        }
        else
        {
            numbers.CopyTo(MemoryMarshal.Cast<byte, float>(Buffer.Bytes));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Buffer.Dispose();

    private long Count => Shape.Aggregate(1L, (product, size) => product * size);
}
