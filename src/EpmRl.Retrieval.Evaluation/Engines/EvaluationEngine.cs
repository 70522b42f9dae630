using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Everything that answers listings: the parts of an <see cref="AttributeIdentifier"/>.</summary>
/// <param name="Encoder">Encodes listings; the encoder of the index.</param>
/// <param name="Index">The values to answer from.</param>
/// <param name="Options">Channels, and the parts learned from labels.</param>
internal sealed record EvaluationEngine(ITextEncoder Encoder, IVectorIndex Index, IdentificationOptions Options);
