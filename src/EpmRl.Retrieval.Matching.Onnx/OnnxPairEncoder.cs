using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Matching.Onnx;

/// <summary>A trained pair encoder on ONNX Runtime. Reads both orders of a pair and gives their mean.</summary>
internal sealed class OnnxPairEncoder : IPairEncoder
{
    private readonly PairSession session;

    private OnnxPairEncoder(PairSession session) => this.session = session;

    /// <summary>Opens a folder that training wrote.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="precision">fp32 or int8.</param>
    /// <exception cref="Encoding.ModelFormatException">A file is missing or damaged, or the network is of another kind.</exception>
    public static OnnxPairEncoder Open(string folder, EncoderPrecision precision = EncoderPrecision.Int8)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var session = PairSession.Open(folder, precision);
        if (session.Configuration.Types != PairTokens.TypeCount)
        {
            session.Dispose();
            throw new Encoding.ModelFormatException(
                $"{folder}: the network has {session.Configuration.Types} token types; this version marks words with "
                    + $"{PairTokens.TypeCount}. Train the pair encoder again.");
        }

        return new OnnxPairEncoder(session);
    }

    /// <summary>Whether a folder holds a trained pair encoder.</summary>
    public static bool IsAt(string folder) => PairSession.IsAt(folder);

    /// <inheritdoc/>
    public float[] Score(IReadOnlyList<MarkedPair> pairs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var scores = new float[pairs.Count];
        Parallel.For(0, pairs.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            (MarkedText a, MarkedText b) = pairs[i];
            scores[i] = (Run(a, b) + Run(b, a)) / 2;
        });
        return scores;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private float Run(MarkedText first, MarkedText second)
    {
        PairTokens tokens = PairTokens.Of(session.Tokenizer, first, second);
        return session.Run(tokens.Ids, tokens.Types);
    }
}
