using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>A pair encoder's network on ONNX Runtime: two texts as one input in, log-odds out. Safe for concurrent callers.</summary>
internal sealed class PairSession : IDisposable
{
    private static readonly string[] Inputs = ["input_ids", "token_types"];
    private static readonly string[] Outputs = ["log_odds"];

    private readonly InferenceSession session;
    private readonly RunOptions options = new();

    private PairSession(InferenceSession session, WordPieceTokenizer tokenizer, BertConfiguration configuration)
    {
        this.session = session;
        Tokenizer = tokenizer;
        Configuration = configuration;
    }

    /// <summary>Its tokenizer.</summary>
    public WordPieceTokenizer Tokenizer { get; }

    /// <summary>Its dimensions.</summary>
    public BertConfiguration Configuration { get; }

    /// <summary>Opens a folder with a configuration, a tokenizer and a checkpoint that has a pair head.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="precision">fp32 or int8.</param>
    /// <exception cref="ModelFormatException">A file is missing, damaged or contradicts another.</exception>
    /// <exception cref="EncoderException">ONNX Runtime refused the graph.</exception>
    public static PairSession Open(string folder, EncoderPrecision precision)
    {
        BertConfiguration configuration = BertConfiguration.Read(Path.Combine(folder, ModelFiles.Configuration));
        WordPieceTokenizer tokenizer = WordPieceTokenizer.Load(folder);
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, ModelFiles.Weights));
        byte[] graph = BertGraph.BuildPairs(
            new BertWeights(file, configuration), precision, PairHead.Read(file, configuration.Hidden));
        return new PairSession(OnnxSession.Open(graph, EncoderDevice.Cpu, threads: 1, "the pair encoder"), tokenizer, configuration);
    }

    /// <summary>Whether the checkpoint of a folder has a pair head.</summary>
    public static bool IsAt(string folder)
    {
        string path = Path.Combine(folder, ModelFiles.Weights);
        if (!File.Exists(path))
        {
            return false;
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        return file.Find(PairHead.OutputName + ".weight") is not null;
    }

    /// <summary>The log-odds of a pair.</summary>
    /// <param name="ids">Token ids, [N].</param>
    /// <param name="types">Token types, [N].</param>
    /// <exception cref="EncoderException">The run failed.</exception>
    public float Run(int[] ids, int[] types)
    {
        try
        {
            long[] shape = [1, ids.Length];
            using OrtValue fedIds = OrtValue.CreateTensorValueFromMemory(ids, shape);
            using OrtValue fedTypes = OrtValue.CreateTensorValueFromMemory(types, shape);
            using IDisposableReadOnlyCollection<OrtValue> values = session.Run(options, Inputs, [fedIds, fedTypes], Outputs);
            return values[0].GetTensorDataAsSpan<float>()[0];
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderException($"The pair encoder failed on {ids.Length} tokens: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        options.Dispose();
    }
}
