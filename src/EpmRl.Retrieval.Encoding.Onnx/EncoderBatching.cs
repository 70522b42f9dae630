namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>How a device's batches are made and run.</summary>
/// <param name="Lanes">Batches run at a time, over all callers.</param>
/// <param name="BatchTokens">Most tokens of a batch of more than one text.</param>
internal readonly record struct EncoderBatching(int Lanes, int BatchTokens)
{
    private const int CpuBatchTokens = 512; // short texts share the weights they read, and a batch fits into the caches
    private const int GpuBatchTokens = 16_384;

    /// <summary>The batching that suits a device.</summary>
    /// <param name="device">The processor or a GPU; not <c>auto</c>.</param>
    /// <param name="precision">The integer form takes its scale from the entire batch, so it runs text by text.</param>
    /// <param name="threads">Texts run at a time on a processor. A GPU runs one batch after another, over all callers.</param>
    public static EncoderBatching For(EncoderDevice device, EncoderPrecision precision, int threads) => device.Kind == "cuda"
        ? new EncoderBatching(1, GpuBatchTokens)
        : new EncoderBatching(threads, precision == EncoderPrecision.Int8 ? 1 : CpuBatchTokens);
}
