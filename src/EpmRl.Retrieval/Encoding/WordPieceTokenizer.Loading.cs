namespace EpmRl.Retrieval.Encoding;

/// <summary>Reading the tokenizer's files.</summary>
internal sealed partial class WordPieceTokenizer
{
    /// <summary>Names of the files that may define a tokenizer, in the order they are tried.</summary>
    public static IReadOnlyList<string> FileNames { get; } = ["tokenizer.json", "vocab.txt", "tokenizer_config.json"];

    /// <summary>
    /// Loads <c>tokenizer.json</c>, or if missing <c>vocab.txt</c> with <c>tokenizer_config.json</c>. The blocks <c>truncation</c> and
    /// <c>padding</c> are ignored: the model decides the length of its input.
    /// </summary>
    /// <param name="folder">A model's folder.</param>
    /// <exception cref="ModelFormatException">The files are missing, damaged, or not a BERT tokenizer.</exception>
    public static WordPieceTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string json = Path.Combine(folder, FileNames[0]);
        string vocabulary = Path.Combine(folder, FileNames[1]);
        if (File.Exists(json))
        {
            return new WordPieceTokenizer(TokenizerJson.Read(json));
        }

        if (File.Exists(vocabulary))
        {
            return new WordPieceTokenizer(VocabularyText.Read(vocabulary, Path.Combine(folder, FileNames[2])));
        }

        throw new ModelFormatException(
            $"'{folder}' has no tokenizer: expected tokenizer.json, or vocab.txt with tokenizer_config.json.");
    }
}
