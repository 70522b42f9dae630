namespace EpmRl.Retrieval.Encoding;

/// <summary>The space of an encoder's vectors. Vectors of two spaces must never be compared.</summary>
/// <param name="ModelId">Name and version of the model, for display (<c>catalog-l6</c>).</param>
/// <param name="Precision">Precision of the weights in use: <c>fp32</c>, <c>fp16</c> or <c>int8</c>.</param>
/// <param name="Dimension">Length of every vector.</param>
/// <param name="MaxTokens">Longest input, special tokens included; longer texts are cut.</param>
/// <param name="Prompts">The templates of the encoded texts.</param>
/// <param name="Fingerprint">
/// Hash of weights, tokenizer, pooling, prompts, maximum length and precision. Indexes and answers store it; a different one is refused.
/// </param>
public sealed record EncoderSpace(
    string ModelId, string Precision, int Dimension, int MaxTokens, PromptTemplates Prompts, string Fingerprint);
