namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The number form in which an encoder computes. It is part of the space: vectors of two forms are not compared.</summary>
public enum EncoderPrecision
{
    /// <summary><see cref="Int8"/> on a processor, <see cref="Fp16"/> on a GPU.</summary>
    Auto,

    /// <summary>32-bit floats: the reference.</summary>
    Fp32,

    /// <summary>16-bit floats, for GPUs. A processor supports it too, but slowly.</summary>
    Fp16,

    /// <summary>8-bit integers in the matrix products, floats elsewhere; for processors.</summary>
    Int8,
}
