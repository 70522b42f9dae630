using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using Microsoft.ML.OnnxRuntimeGenAI;

namespace EpmRl.Retrieval.Matching.GenAI;

/// <summary>The tokenizer of a model folder of ONNX Runtime GenAI, the one that its generator uses. One thread at a time.</summary>
internal sealed class GenAITokenizer : IGeneratorTokenizer
{
    private const char Blank = '\u2581';

    private readonly Model model;
    private readonly Tokenizer tokenizer;

    private GenAITokenizer(Model model, Tokenizer tokenizer, int? begin) =>
        (this.model, this.tokenizer, BeginToken, EndTokens) = (model, tokenizer, begin, [.. tokenizer.GetEosTokenIds()]);

    /// <inheritdoc/>
    public int? BeginToken { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> EndTokens { get; }

    /// <summary>Opens the tokenizer of a model folder.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="ModelFormatException">The folder is incomplete, or the runtime refuses it.</exception>
    public static GenAITokenizer Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelFolder folder = ModelFolder.Open(path);
        NativeTelemetry.TurnOff();
        Utils.DisableTelemetryEvents();
        Model? model = null;
        try
        {
            model = new Model(path);
            return new GenAITokenizer(model, new Tokenizer(model), folder.BeginToken);
        }
        catch (OnnxRuntimeGenAIException refused)
        {
            model?.Dispose();
            throw new ModelFormatException(
                $"ONNX Runtime GenAI refuses the model folder '{path}': {refused.Message.Split('\n')[0]}", refused);
        }
    }

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using Sequences encoded = tokenizer.Encode(text);
        return encoded.NumSequences == 0 ? [] : encoded[0].ToArray();
    }

    /// <inheritdoc/>
    /// <remarks>The runtime leaves the mark of a blank in tokens of several blanks.</remarks>
    public string Decode(ReadOnlySpan<int> tokens) => tokens.IsEmpty ? "" : tokenizer.Decode(tokens).Replace(Blank, ' ');

    /// <inheritdoc/>
    public void Dispose()
    {
        tokenizer.Dispose();
        model.Dispose();
    }
}
