namespace EpmRl.Retrieval.Encoding;

/// <summary>The content of a tokenizer's files, checked, in either format.</summary>
internal sealed record WordPieceVocabulary
{
    /// <summary>The file that the vocabulary came from, for messages.</summary>
    public required string Path { get; init; }

    /// <summary>Token of each id; an empty string where an id is free.</summary>
    public required string[] Tokens { get; init; }

    /// <summary>How text is normalised.</summary>
    public required BertNormalizer Normalizer { get; init; }

    /// <summary>Tokens that are never split.</summary>
    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    /// <summary>Mark in front of a piece that continues a word.</summary>
    public string ContinuationPrefix { get; init; } = "##";

    /// <summary>Words of more code points are unknown as a whole.</summary>
    public int LongestWord { get; init; } = 100;

    /// <summary>Id of words that the vocabulary cannot spell.</summary>
    public required int UnknownId { get; init; }

    /// <summary>Id of the opening token.</summary>
    public required int ClassifierId { get; init; }

    /// <summary>Id of the closing token.</summary>
    public required int SeparatorId { get; init; }

    /// <summary>Id of the padding token.</summary>
    public required int PaddingId { get; init; }

    /// <summary>The pieces as a prefix tree.</summary>
    /// <exception cref="ModelFormatException">The pieces are too many and too long.</exception>
    public WordPieceTrie BuildTrie()
    {
        var trie = new WordPieceTrie(Tokens.Length * 3);
        for (int id = 0; id < Tokens.Length; id++)
        {
            string token = Tokens[id];
            bool continues = token.Length > ContinuationPrefix.Length && token.StartsWith(ContinuationPrefix, StringComparison.Ordinal);

            // A word may itself begin with the mark: "##" split by a tokenizer without punctuation. The root keeps the entire token.
            if ((continues && !trie.TryAdd(WordPieceTrie.ContinuationRoot, token.AsSpan(ContinuationPrefix.Length), id))
                || (token.Length > 0 && !trie.TryAdd(WordPieceTrie.WordRoot, token, id)))
            {
                throw new ModelFormatException(
                    $"{Path}: the tokens need a prefix tree of more than {WordPieceTrie.MostNodes} nodes; no WordPiece model does.");
            }
        }

        return trie;
    }
}
