using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Number forms of an encoder's weights by their names on the command line and in manifests.</summary>
internal static class Precisions
{
    /// <summary>The form of a name; <see cref="EncoderPrecision.Auto"/> for any other.</summary>
    public static EncoderPrecision Parse(string name) => name switch
    {
        "fp32" => EncoderPrecision.Fp32,
        "fp16" => EncoderPrecision.Fp16,
        "int8" => EncoderPrecision.Int8,
        _ => EncoderPrecision.Auto,
    };
}
