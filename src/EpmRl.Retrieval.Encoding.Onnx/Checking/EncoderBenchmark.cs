namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// Measures the encoder's precisions against a plain ONNX Runtime fp32 session, in interleaved rounds of one process, each speed with
/// its quality. All peers get the same distinct texts, so encoding equal texts only once gives no advantage.
/// </summary>
public static class EncoderBenchmark
{
    /// <summary>Runs the benchmark on the processor.</summary>
    /// <param name="modelFolder">A model with mean pooling.</param>
    /// <param name="texts">Texts; equal ones count once.</param>
    /// <param name="precisions">Which precisions to measure.</param>
    /// <param name="rounds">Rounds, at least 1; one more is run first to warm up.</param>
    /// <param name="onRound">Receives the number of each round as it begins, 0 for the warm-up; may be null.</param>
    /// <param name="cancellationToken">Checked between peers.</param>
    /// <exception cref="ModelFormatException">The model is damaged, or does not use mean pooling.</exception>
    public static async Task<EncoderBenchmarkReport> RunAsync(
        string modelFolder, IReadOnlyList<string> texts, IReadOnlyList<EncoderPrecision> precisions, int rounds,
        Action<int>? onRound = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(precisions);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        string[] distinct = [.. texts.Distinct(StringComparer.Ordinal)];
        ArgumentOutOfRangeException.ThrowIfZero(distinct.Length, nameof(texts));
        using EncoderModel model = EncoderModel.Open(modelFolder);
        if (model.Manifest.Pooling != PoolingKind.Mean)
        {
            throw new ModelFormatException(
                $"'{modelFolder}' pools by {model.Manifest.Pooling}; the benchmark's baseline supports mean pooling only.");
        }

        // The encoders are opened one after another, smallest first, so that each one's memory can be measured.
        var peers = new List<BenchmarkPeer>();
        try
        {
            foreach (EncoderPrecision precision in precisions.OrderByDescending(precision => precision == EncoderPrecision.Int8))
            {
                long before = ResidentBytes();
                OnnxTextEncoder encoder = OnnxTextEncoder.Load(
                    modelFolder, new EncoderOptions { Precision = precision, Device = EncoderDevice.Cpu });
                await encoder.EncodeAsync([.. distinct.Take(64)], cancellationToken).ConfigureAwait(false);
                peers.Add(new BenchmarkPeer(encoder.Space.Precision, encoder, ResidentBytes() - before, async () =>
                {
                    EmbeddingBatch batch = await encoder.EncodeAsync(distinct, cancellationToken).ConfigureAwait(false);
                    return i => batch[i];
                }));
            }

            long beforePlain = ResidentBytes();
            var plain = new PlainEncoder(model, Environment.ProcessorCount);
            plain.Encode([.. distinct.Take(64)]);
            int dimension = model.Manifest.Dimension;
            peers.Insert(0, new BenchmarkPeer("plain fp32", plain, ResidentBytes() - beforePlain, () =>
            {
                float[] vectors = plain.Encode(distinct);
                return Task.FromResult<Func<int, ReadOnlyMemory<float>>>(i => vectors.AsMemory(i * dimension, dimension));
            }));

            for (int round = 0; round <= rounds; round++)
            {
                onRound?.Invoke(round);
                Func<int, ReadOnlyMemory<float>>? reference = null;
                foreach (BenchmarkPeer peer in peers)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Func<int, ReadOnlyMemory<float>> vectors =
                        await peer.MeasureAsync(distinct.Length, isWarmUp: round == 0).ConfigureAwait(false);
                    reference ??= vectors;
                    if (round == 0)
                    {
                        peer.Compare(reference, vectors, distinct.Length);
                    }
                }
            }

            double baseline = peers[0].MedianTextsPerSecond;
            double baselineCpu = peers[0].MedianCpuMilliseconds;
            double tokens = distinct.Average(text => model.Tokenizer.Encode(text, model.Manifest.MaxTokens).Count);
            return new EncoderBenchmarkReport(
                model.Manifest.Id, distinct.Length, texts.Count, tokens, rounds, ProcessorFeatures.Detect(),
                [.. peers.Select(peer => peer.Report(baseline, baselineCpu))]);
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }

    private static long ResidentBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }
}
