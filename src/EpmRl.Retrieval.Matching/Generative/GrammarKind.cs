namespace EpmRl.Retrieval.Matching;

/// <summary>The language of a grammar.</summary>
internal enum GrammarKind
{
    /// <summary>A JSON schema.</summary>
    JsonSchema,

    /// <summary>Lark with the additions of llguidance, which ONNX Runtime GenAI obeys.</summary>
    Lark,
}
