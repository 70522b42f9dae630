namespace EpmRl.Retrieval.Encoding;

/// <summary>The states an encoder gives for the tokens of one text, and where in the text each token is.</summary>
/// <remarks>Takes ownership of the arrays.</remarks>
/// <param name="size">S, the length of a token's state.</param>
/// <param name="states">float32 [T, S], row-major.</param>
/// <param name="starts">[T]: first UTF-16 unit of each token in the text, ascending; 0 for special tokens.</param>
/// <param name="ends">[T]: just after its last unit; 0 for special tokens.</param>
internal sealed class TokenStates(int size, float[] states, int[] starts, int[] ends)
{
    /// <summary>T, the number of tokens, special tokens included.</summary>
    public int Count => starts.Length;

    /// <summary>S, the length of a token's state.</summary>
    public int Size => size;

    /// <summary>The states, [T, S].</summary>
    public ReadOnlyMemory<float> States => states;

    /// <summary>First UTF-16 unit of each token in the text, [T]; 0 for special tokens.</summary>
    public ReadOnlySpan<int> Starts => starts;

    /// <summary>Just after each token's last UTF-16 unit, [T]; 0 for special tokens.</summary>
    public ReadOnlySpan<int> Ends => ends;

    /// <summary>The state of one token, [S].</summary>
    public ReadOnlySpan<float> this[int token] => states.AsSpan(token * size, size);

    /// <summary>The states, to be filled in by the encoder before it returns them.</summary>
    internal Span<float> Rows => states;
}
