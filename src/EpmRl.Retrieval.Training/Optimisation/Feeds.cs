using EpmRl.Retrieval.Training.Graphs;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>The inputs of a run. The arrays are used in place: do not change them until the run has ended.</summary>
internal sealed class Feeds : IDisposable
{
    private readonly Dictionary<string, OrtValue> values = new(StringComparer.Ordinal);

    /// <summary>Sets or replaces an input.</summary>
    /// <param name="input">The symbol that the graph was built with.</param>
    /// <param name="numbers">Row-major elements of the input's type (float also where it is Double).</param>
    /// <param name="shape">Their shape.</param>
    /// <exception cref="ArgumentException">Type, rank, a fixed dimension or the number of elements do not fit.</exception>
    public Feeds Set<T>(Tensor input, T[] numbers, params long[] shape)
        where T : unmanaged
    {
        string name = input.Name ?? throw new ArgumentException($"{input} is not an input.", nameof(input));
        if (input.Type == DataType.Double && numbers is float[] floats)
        {
            return Set(input, Array.ConvertAll(floats, number => (double)number), shape);
        }

        if (ElementType<T>() != input.Type)
        {
            throw new ArgumentException($"Input '{name}' is of type {input.Type}, given are {typeof(T).Name}.", nameof(numbers));
        }

        if (shape.Length != input.Rank || input.Shape.Zip(shape).Any(pair => pair.First.Size is long size && size != pair.Second))
        {
            throw new ArgumentException(
                $"Input '{name}' has shape [{string.Join(", ", input.Shape)}], given is [{string.Join(", ", shape)}].", nameof(shape));
        }

        if (shape.Aggregate(1L, (product, size) => product * size) != numbers.Length)
        {
            throw new ArgumentException(
                $"Input '{name}' of shape [{string.Join(", ", shape)}] is given {numbers.Length} numbers.", nameof(numbers));
        }

        Replace(name, OrtValue.CreateTensorValueFromMemory(numbers, shape));
        return this;
    }

    /// <summary>Sets an input without dimensions by name.</summary>
    public void SetScalar(string name, DataType type, double number) => Replace(name, type == DataType.Double
        ? OrtValue.CreateTensorValueFromMemory([number], [])
        : OrtValue.CreateTensorValueFromMemory([(float)number], []));

    /// <summary>Sets dropout's key.</summary>
    public void SetKey(long key) => Replace(Dropout.KeyName, OrtValue.CreateTensorValueFromMemory([key], [1]));

    /// <summary>Whether an input was set.</summary>
    public bool Contains(string name) => values.ContainsKey(name);

    /// <summary>The value of an input.</summary>
    /// <exception cref="ArgumentException">It was not set.</exception>
    public OrtValue this[string name] => values.TryGetValue(name, out OrtValue? value)
        ? value
        : throw new ArgumentException($"Input '{name}' of the graph was not set. Set are: {string.Join(", ", values.Keys)}.");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (OrtValue value in values.Values)
        {
            value.Dispose();
        }

        values.Clear();
    }

    private void Replace(string name, OrtValue value)
    {
        if (values.Remove(name, out OrtValue? old))
        {
            old.Dispose();
        }

        values[name] = value;
    }

    private static DataType ElementType<T>() => default(T) switch
    {
        float => DataType.Float,
        double => DataType.Double,
        int => DataType.Int32,
        long => DataType.Int64,
        bool => DataType.Bool,
        _ => DataType.Undefined,
    };
}
