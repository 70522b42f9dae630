namespace EpmRl.Retrieval.Encoding;

/// <summary>A text, or a pair of texts, as tokens.</summary>
/// <param name="Ids">Token ids, [N].</param>
/// <param name="Spans">Each token's span in its text, UTF-16 units [Start, End); (0, 0) for special tokens, [N].</param>
/// <param name="TypeIds">0 for the first text and its special tokens, 1 for the second, [N].</param>
/// <param name="Sequences">0 or 1: the text a token is from; -1 for special tokens, [N].</param>
/// <param name="IsTruncated">Whether tokens were omitted.</param>
internal sealed record TokenizedText(int[] Ids, (int Start, int End)[] Spans, int[] TypeIds, int[] Sequences, bool IsTruncated)
{
    /// <summary>Number of tokens.</summary>
    public int Count => Ids.Length;
}
