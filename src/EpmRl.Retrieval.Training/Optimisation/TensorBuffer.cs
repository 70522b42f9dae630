using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>
/// A tensor that a step reads and replaces, in native memory: the step writes <see cref="Next"/> while it reads <see cref="Current"/>,
/// then the two change places. One thread at a time changes it.
/// </summary>
internal sealed class TensorBuffer(DataType type, long[] shape) : IDisposable
{
    private OrtValue? next;

    /// <summary>Its shape.</summary>
    public long[] Shape => shape;

    /// <summary>The values in force; zeros at first.</summary>
    public OrtValue Current { get; private set; } = Allocate(type, shape);

    /// <summary>Where a step writes; made when first asked for.</summary>
    public OrtValue Next => next ??= Allocate(type, shape);

    /// <summary>Puts what was written into force.</summary>
    public void Swap() => (Current, next) = (Next, Current);

    /// <summary>Sets all elements to 0.</summary>
    public void Clear() => Bytes.Clear();

    /// <summary>The values in force as bytes.</summary>
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
