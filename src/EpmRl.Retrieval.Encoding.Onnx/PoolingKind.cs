namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>How the token vectors of a text become one.</summary>
public enum PoolingKind
{
    /// <summary>Their mean, special tokens included.</summary>
    Mean,

    /// <summary>The vector of the first token, <c>[CLS]</c>.</summary>
    Cls,
}
