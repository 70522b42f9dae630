namespace EpmRl.Retrieval.Encoding;

/// <summary>The space that an encoder's vectors live in. Vectors of two spaces must never be compared.</summary>
/// <param name="ModelId">Name and version of the model, for people (<c>catalog-l6</c>).</param>
/// <param name="Precision">Number form of the weights in use: <c>fp32</c>, <c>fp16</c> or <c>int8</c>.</param>
/// <param name="Dimension">Length of every vector.</param>
/// <param name="MaxTokens">Longest input, special tokens included; longer texts are cut.</param>
/// <param name="Prompts">The texts that the encoder is given.</param>
/// <param name="Fingerprint">
/// Hash of weights, tokenizer, pooling, prompts, maximum length and precision. Indexes and answers carry it; a difference is refused.
/// </param>
public sealed record EncoderSpace(
    string ModelId, string Precision, int Dimension, int MaxTokens, PromptTemplates Prompts, string Fingerprint);
