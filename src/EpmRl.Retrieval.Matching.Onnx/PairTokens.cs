using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Matching.Onnx;

/// <summary>
/// The input of a pair encoder: <c>[CLS] first [SEP] second [SEP]</c>. A token's type says of which listing it is and how its word is
/// marked, so that marks are learned embeddings beside those of words and positions.
/// </summary>
/// <param name="Ids">Token ids, [N].</param>
/// <param name="Types">Token types, [N], below <see cref="TypeCount"/>; 0 for special tokens.</param>
internal sealed record PairTokens(int[] Ids, int[] Types)
{
    /// <summary>Number of token types.</summary>
    public const int TypeCount = 1 + (2 * WordMarks.Count);

    /// <summary>The most tokens of an input.</summary>
    public const int Most = 72;

    /// <summary>Tokenizes two listings.</summary>
    public static PairTokens Of(WordPieceTokenizer tokenizer, MarkedText first, MarkedText second)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        TokenizedText tokens = tokenizer.EncodePair(first.Text, second.Text, Most);
        var types = new int[tokens.Count];
        for (int i = 0; i < types.Length; i++)
        {
            if (tokens.Sequences[i] is >= 0 and var side)
            {
                types[i] = TypeOf(side, (side == 0 ? first : second).MarkAt(tokens.Spans[i].Start));
            }
        }

        return new PairTokens(tokens.Ids, types);
    }

    /// <summary>The type of a token.</summary>
    /// <param name="side">0 or 1: its listing.</param>
    /// <param name="mark">The mark of its word.</param>
    public static int TypeOf(int side, int mark) => 1 + (side * WordMarks.Count) + mark;
}
