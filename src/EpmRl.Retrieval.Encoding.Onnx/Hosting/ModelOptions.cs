namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Settings of the model in a host application; keys of configuration are the names of the properties.</summary>
public sealed class ModelOptions
{
    /// <summary>Folder of the model, which holds <c>encoder.json</c>; relative to the working directory.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Number form of the weights; the index must be built with the same. Default <see cref="EncoderPrecision.Auto"/>.</summary>
    public EncoderPrecision Precision { get; set; } = EncoderPrecision.Auto;

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>. Default <c>auto</c>.</summary>
    public string Device { get; set; } = EncoderDevice.Auto.ToString();

    /// <summary>
    /// Texts encoded at a time on a processor, one thread each, at least 1. Default: the number of cores available to the process.
    /// </summary>
    public int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// Whether the encoder is used alone, without the identification model and the calibration of the folder. Default false.
    /// </summary>
    public bool EncoderOnly { get; set; }
}
