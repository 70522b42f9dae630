namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The number form that an encoder computes in. It is part of the space: vectors of two forms are not compared.</summary>
public enum EncoderPrecision
{
    /// <summary><see cref="Int8"/> on a processor, <see cref="Fp16"/> on a GPU.</summary>
    Auto,

    /// <summary>32-bit floats: the reference.</summary>
    Fp32,

    /// <summary>16-bit floats, for GPUs. A processor computes it too, slowly.</summary>
    Fp16,

    /// <summary>8-bit integers in the matrix products, floats elsewhere; for processors.</summary>
    Int8,
}
