using System.Numerics.Tensors;
using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Encodes the prompts of a plan that have no vector yet, block by block, each block durable before the next begins.</summary>
internal sealed class BlockEncoding(
    ITextEncoder encoder, StagingFile staged, VectorSources sources, IndexBuildOptions options, TimeProvider time)
{
    /// <returns>How many prompts were encoded.</returns>
    public async ValueTask<long> RunAsync(
        IndexPlan plan, UInt128[] keys, IProgress<IndexBuildProgress>? progress, CancellationToken cancellationToken)
    {
        (long total, long missing) = (sources.Count, sources.Missing);
        long reused = total - missing, encoded = 0;
        long start = time.GetTimestamp();
        var texts = new List<string>(options.BlockSize);
        var textKeys = new List<UInt128>(options.BlockSize);
        var inBlock = new HashSet<UInt128>();
        progress?.Report(new IndexBuildProgress(IndexBuildPhase.Encoding, reused, total, reused, 0, null));
        if (missing == 0)
        {
            return 0;
        }

        int row = 0;
        foreach (string prompt in plan.Prompts())
        {
            UInt128 key = keys[row++];
            if (!sources.IsAtHand(key) && inBlock.Add(key))
            {
                texts.Add(prompt);
                textKeys.Add(key);
            }

            if (texts.Count == options.BlockSize || (row == keys.Length && texts.Count > 0))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await EncodeAsync(texts, textKeys, cancellationToken).ConfigureAwait(false);
                encoded += texts.Count;
                texts.Clear();
                textKeys.Clear();
                inBlock.Clear();
                double perSecond = encoded / Math.Max(time.GetElapsedTime(start).TotalSeconds, 1e-6);
                var remaining = TimeSpan.FromSeconds((missing - encoded) / perSecond);
                progress?.Report(new IndexBuildProgress(IndexBuildPhase.Encoding, reused + encoded, total, reused, perSecond, remaining));
            }
        }

        return encoded;
    }

    private async ValueTask EncodeAsync(List<string> texts, List<UInt128> keys, CancellationToken cancellationToken)
    {
        EmbeddingBatch batch = await encoder.EncodeAsync(texts, cancellationToken).ConfigureAwait(false);
        int dimension = encoder.Space.Dimension;
        if (batch.Count != texts.Count || batch.Dimension != dimension)
        {
            throw new EncoderException(
                $"'{encoder.Space.ModelId}' gave {batch.Count} vectors of {batch.Dimension} numbers for {texts.Count} texts; "
                    + $"expected {texts.Count} of {dimension}.");
        }

        int bytesPerRow = VectorRows.BytesPerRow(options.VectorForm, dimension);
        byte[] content = new byte[texts.Count * bytesPerRow];
        for (int i = 0; i < texts.Count; i++)
        {
            ReadOnlySpan<float> vector = batch[i].Span;
            float norm = TensorPrimitives.Norm(vector);
            if (!(Math.Abs(norm - 1) < 1e-3f))
            {
                throw new EncoderException($"'{encoder.Space.ModelId}' gave a vector of length {norm}, not 1, for '{texts[i]}'.");
            }

            VectorRows.Write(options.VectorForm, vector, content.AsSpan(i * bytesPerRow, bytesPerRow));
        }

        staged.Append(keys, content, sources);
    }
}
