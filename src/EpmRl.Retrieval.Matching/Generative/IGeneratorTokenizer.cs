namespace EpmRl.Retrieval.Matching;

/// <summary>Cuts texts into the tokens of a language model.</summary>
internal interface IGeneratorTokenizer : IDisposable
{
    /// <summary>The token put before every prompt; null for none.</summary>
    int? BeginToken { get; }

    /// <summary>The tokens that end an answer, 1 or more.</summary>
    IReadOnlyList<int> EndTokens { get; }

    /// <summary>The ids of a text's tokens, without <see cref="BeginToken"/>.</summary>
    int[] Encode(string text);

    /// <summary>The text of tokens; special ones have none.</summary>
    string Decode(ReadOnlySpan<int> tokens);
}
