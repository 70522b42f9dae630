using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>The shipped model in each precision, opened on first use.</summary>
public sealed class ShippedEncoder : IDisposable
{
    /// <summary>The model's folder.</summary>
    public static string Folder { get; } = TestPaths.InProject("models", "catalog-l6");

    private readonly Lazy<OnnxTextEncoder> fp32 = Open(EncoderPrecision.Fp32);
    private readonly Lazy<OnnxTextEncoder> fp16 = Open(EncoderPrecision.Fp16);
    private readonly Lazy<OnnxTextEncoder> int8 = Open(EncoderPrecision.Int8);

    public OnnxTextEncoder Fp32 => fp32.Value;

    public OnnxTextEncoder Fp16 => fp16.Value;

    public OnnxTextEncoder Int8 => int8.Value;

    public OnnxTextEncoder this[EncoderPrecision precision] => precision switch
    {
        EncoderPrecision.Fp32 => Fp32,
        EncoderPrecision.Fp16 => Fp16,
        _ => Int8,
    };

    public void Dispose()
    {
        foreach (Lazy<OnnxTextEncoder> encoder in (Lazy<OnnxTextEncoder>[])[fp32, fp16, int8])
        {
            if (encoder.IsValueCreated)
            {
                encoder.Value.Dispose();
            }
        }
    }

    private static Lazy<OnnxTextEncoder> Open(EncoderPrecision precision) => new(() => OnnxTextEncoder.Load(
        Folder, new EncoderOptions { Precision = precision, Device = EncoderDevice.Cpu, Threads = 2 }));
}
