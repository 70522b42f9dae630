using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Everything that answers listings: what an <see cref="AttributeIdentifier"/> is made of.</summary>
/// <param name="Encoder">Encodes listings; that of the index.</param>
/// <param name="Index">The values to answer from.</param>
/// <param name="Options">Channels, and what was learned from labels.</param>
internal sealed record EvaluationEngine(ITextEncoder Encoder, IVectorIndex Index, IdentificationOptions Options);
