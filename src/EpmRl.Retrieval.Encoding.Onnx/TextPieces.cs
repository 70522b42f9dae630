namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>How a text beyond the encoder's input is run in overlapping pieces, so that each token has a state from its context.</summary>
/// <remarks>
/// Each piece is framed by the special tokens as a text is. A token in the overlap of two pieces takes its state from the piece in which it
/// is farther from the edge.
/// </remarks>
/// <param name="MaxTokens">Longest input, special tokens included.</param>
/// <param name="Most">Most pieces of a text; 1 cuts it at the longest input.</param>
internal readonly record struct TextPieces(int MaxTokens, int Most)
{
    private const int Special = 2; // [CLS] and [SEP]
    private const int LargestOverlap = 32;

    /// <summary>Longest text that is run completely, in tokens, special tokens included.</summary>
    public int MaxTokensOfText => MaxTokens + (Most - 1) * Step;

    private int Room => MaxTokens - Special;

    private int Overlap => Math.Min(LargestOverlap, Room / 2);

    private int Step => Room - Overlap;

    /// <summary>Number of pieces of a text.</summary>
    /// <param name="tokens">Its tokens, special tokens included.</param>
    public int CountOf(int tokens) => tokens <= MaxTokens ? 1 : 1 + (tokens - MaxTokens + Step - 1) / Step;

    /// <summary>The text's tokens that a piece has between its special tokens, [From, To).</summary>
    public (int From, int To) TokensOf(int piece, int tokens)
    {
        int from = 1 + piece * Step;
        return (from, Math.Min(from + Room, tokens - 1));
    }

    /// <summary>The text's tokens whose states are taken from a piece, [From, To).</summary>
    /// <remarks>The special token before the text is the first piece's, the one after it the last piece's.</remarks>
    public (int From, int To) StatesOf(int piece, int tokens) =>
        (piece == 0 ? 0 : Boundary(piece), piece == CountOf(tokens) - 1 ? tokens : Boundary(piece + 1));

    // The middle of the overlap of a piece with the one before.
    private int Boundary(int piece) => 1 + piece * Step + Overlap / 2;
}
