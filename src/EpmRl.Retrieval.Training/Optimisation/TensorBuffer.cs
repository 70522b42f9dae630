using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>
/// A tensor that a step reads and replaces, in native memory: the step writes <see cref="Next"/> while it reads <see cref="Current"/>, then
/// the two are swapped. Only one thread may change it at a time.
/// </summary>
internal sealed class TensorBuffer(DataType type, long[] shape) : IDisposable
{
    private OrtValue? next;

    /// <summary>Its shape.</summary>
    public long[] Shape => shape;

    /// <summary>The current values; zeros at first.</summary>
    public OrtValue Current { get; private set; } = Allocate(type, shape);

    /// <summary>The target of a step's writes; allocated on first use.</summary>
    public OrtValue Next => next ??= Allocate(type, shape);

    /// <summary>Makes the written values current.</summary>
    public void Swap() => (Current, next) = (Next, Current);

    /// <summary>Sets all elements to 0.</summary>
    public void Clear() => Bytes.Clear();

    /// <summary>The current values as bytes.</summary>
    public Span<byte> Bytes => Current.GetTensorMutableRawData();

    /// <inheritdoc/>
    public void Dispose()
    {
        Current.Dispose();
        next?.Dispose();
    }

    private static OrtValue Allocate(DataType type, long[] shape)
    {
        TensorElementType element = type == DataType.Double ? TensorElementType.Double : TensorElementType.Float;
        OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, element, shape);
        value.GetTensorMutableRawData().Clear();
        return value;
    }
}
