using EpmRl.Retrieval.Encoding.Onnx.Graphs;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>An opened model folder: manifest, tokenizer and mapped weights, checked against each other.</summary>
internal sealed class EncoderModel : IDisposable
{
    private readonly SafetensorsFile file;

    private readonly string folder;

    private EncoderModel(string folder, EncoderManifest manifest, WordPieceTokenizer tokenizer, SafetensorsFile file, BertWeights weights)
    {
        this.folder = folder;
        Manifest = manifest;
        Tokenizer = tokenizer;
        Weights = weights;
        this.file = file;
    }

    /// <summary>The folder's manifest.</summary>
    public EncoderManifest Manifest { get; }

    /// <summary>The model's tokenizer.</summary>
    public WordPieceTokenizer Tokenizer { get; }

    /// <summary>The model's tensors; valid until disposed.</summary>
    public BertWeights Weights { get; }

    /// <summary>Opens a model folder, every listed file checked against its hash.</summary>
    /// <exception cref="ModelFormatException">Missing, damaged or contradictory files.</exception>
    public static EncoderModel Open(string folder)
    {
        EncoderManifest manifest = EncoderManifest.Read(folder);
        manifest.VerifyFiles(folder);
        return Open(folder, manifest);
    }

    /// <summary>Opens the files with a manifest made for them.</summary>
    public static EncoderModel Open(string folder, EncoderManifest manifest)
    {
        BertConfiguration configuration = BertConfiguration.Read(Path.Combine(folder, ModelFiles.Configuration));
        WordPieceTokenizer tokenizer = WordPieceTokenizer.Load(folder);
        if (tokenizer.VocabularySize > configuration.Vocabulary)
        {
            throw new ModelFormatException(
                $"{folder}: the tokenizer has {tokenizer.VocabularySize} tokens, the model's embedding {configuration.Vocabulary} rows.");
        }

        if (manifest.MaxTokens > configuration.Positions || manifest.Dimension != configuration.Hidden)
        {
            throw new ModelFormatException(
                $"{folder}: {EncoderManifest.FileName} says {manifest.MaxTokens} tokens and {manifest.Dimension} dimensions, "
                + $"{ModelFiles.Configuration} has {configuration.Positions} positions and {configuration.Hidden} dimensions.");
        }

        SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, ModelFiles.Weights));
        try
        {
            return new EncoderModel(folder, manifest, tokenizer, file, new BertWeights(file, configuration));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The texts stored with the model, with their expected vectors.</summary>
    /// <exception cref="ModelFormatException">Missing or damaged.</exception>
    public List<(string Text, float[] Vector)> ReadGolden() =>
        GoldenVectors.Read(Path.Combine(folder, ModelFiles.Golden), Manifest.Dimension);

    /// <summary>The folder's reader; null without one.</summary>
    /// <exception cref="ModelFormatException">Damaged, or made for another network.</exception>
    public ReaderFile? FindReader()
    {
        string path = Path.Combine(folder, ModelFiles.Reader);
        return File.Exists(path) ? ReaderFile.Read(path, Weights.Configuration.Hidden) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
