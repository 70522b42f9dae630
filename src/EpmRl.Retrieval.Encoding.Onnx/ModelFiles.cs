namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Names of the files in a model folder.</summary>
internal static class ModelFiles
{
    /// <summary>The checkpoint's tensors.</summary>
    public const string Weights = "model.safetensors";

    /// <summary>The network's dimensions.</summary>
    public const string Configuration = "config.json";

    /// <summary>Texts with their expected vectors.</summary>
    public const string Golden = "golden.jsonl";

    /// <summary>The network that reads token states; only where one was trained.</summary>
    public const string Reader = "reader.safetensors";

    /// <summary>Whether a file's content affects the vectors.</summary>
    public static bool MoveVectors(string name) => name is Weights or Configuration || WordPieceTokenizer.FileNames.Contains(name);
}
