using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>What a condition is asked about.</summary>
/// <param name="Point">The point.</param>
/// <param name="Payload">Its payload, or the element of it that a nested filter looks at.</param>
/// <param name="Collection">Its collection: text matches follow the index of the field.</param>
internal readonly record struct FilterScope(StoredPoint Point, JsonObject Payload, Collection Collection);
