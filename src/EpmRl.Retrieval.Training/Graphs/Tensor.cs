using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Training.Graphs;

/// <summary>
/// A value in a symbolic computation: an input, a constant, or the result of an operation. Immutable; nothing is computed until the wanted
/// values are compiled with <see cref="CompiledGraph"/>, and only what they need becomes part of the graph.
/// </summary>
internal sealed class Tensor
{
    private Tensor(DataType type, Dimension[] shape, string? name, byte[]? data, Operation? source)
    {
        Type = type;
        Shape = shape;
        Name = name;
        Data = data;
        Source = source;
    }

    /// <summary>Type of the elements.</summary>
    public DataType Type { get; }

    /// <summary>Symbolic shape.</summary>
    public IReadOnlyList<Dimension> Shape { get; }

    /// <summary>Number of dimensions.</summary>
    public int Rank => Shape.Count;

    /// <summary>Name of an input; null for others.</summary>
    public string? Name { get; }

    /// <summary>A constant's bytes; null for others.</summary>
    public byte[]? Data { get; }

    /// <summary>The operation that computes it; null for inputs and constants.</summary>
    public Operation? Source { get; }

    /// <summary>An input, given at every run.</summary>
    /// <param name="name">Unique in the graph.</param>
    /// <param name="type">Type of the elements.</param>
    /// <param name="shape">Numbers or names.</param>
    public static Tensor Input(string name, DataType type, params Dimension[] shape) => new(type, shape, name, null, null);

    /// <summary>A constant.</summary>
    /// <param name="type">Type of the elements; <typeparamref name="T"/> is its .NET type.</param>
    /// <param name="numbers">All elements, row-major.</param>
    /// <param name="shape">Their shape.</param>
    public static Tensor Constant<T>(DataType type, ReadOnlySpan<T> numbers, params long[] shape)
        where T : unmanaged =>
        new(type, [.. shape.Select(size => (Dimension)size)], null, MemoryMarshal.AsBytes(numbers).ToArray(), null);

    /// <summary>A constant without dimensions.</summary>
    /// <param name="type">Float, Double, Int32 or Int64.</param>
    /// <param name="number">The number, which the type must hold.</param>
    public static Tensor Scalar(DataType type, double number) => type switch
    {
        DataType.Float => Constant<float>(type, [(float)number]),
        DataType.Double => Constant<double>(type, [number]),
        DataType.Int32 => Constant<int>(type, [checked((int)number)]),
        DataType.Int64 => Constant<long>(type, [checked((long)number)]),
        _ => throw new ArgumentException($"No scalar of type {type}.", nameof(type)),
    };

    /// <summary>A list of int64 constants, [N].</summary>
    public static Tensor Integers(params ReadOnlySpan<long> numbers) => Constant(DataType.Int64, numbers, numbers.Length);

    /// <summary>A result of <paramref name="source"/>.</summary>
    internal static Tensor Result(Operation source, DataType type, Dimension[] shape) => new(type, shape, null, null, source);

    /// <summary>Sum, broadcast.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => Op.Add(a, b);

    /// <summary>Difference, broadcast.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => Op.Sub(a, b);

    /// <summary>Product of elements, broadcast.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => Op.Mul(a, b);

    /// <summary>Quotient of elements, broadcast.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => Op.Div(a, b);

    /// <summary>Negation.</summary>
    public static Tensor operator -(Tensor a) => Op.Neg(a);

    /// <summary>Sum with a number.</summary>
    public static Tensor operator +(Tensor a, double number) => a + Scalar(a.Type, number);

    /// <summary>Difference with a number.</summary>
    public static Tensor operator -(Tensor a, double number) => a - Scalar(a.Type, number);

    /// <summary>Difference from a number.</summary>
    public static Tensor operator -(double number, Tensor a) => Scalar(a.Type, number) - a;

    /// <summary>Product with a number.</summary>
    public static Tensor operator *(Tensor a, double number) => a * Scalar(a.Type, number);

    /// <summary>Quotient with a number.</summary>
    public static Tensor operator /(Tensor a, double number) => a / Scalar(a.Type, number);

    /// <summary>A number divided by each element.</summary>
    public static Tensor operator /(double number, Tensor a) => Scalar(a.Type, number) / a;

    /// <inheritdoc/>
    public override string ToString() => $"{Name ?? Source?.Type ?? "constant"}: {Type}[{string.Join(", ", Shape)}]";
}
