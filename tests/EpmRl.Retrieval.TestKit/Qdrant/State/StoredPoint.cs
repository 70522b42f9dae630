using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>A stored point. Writes replace the object, so that an answer in progress never changes.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Vectors">Its vectors by name; the unnamed one has the empty name.</param>
/// <param name="Payload">Its payload; never changed in place.</param>
/// <param name="Version">The number of the last operation that touched it.</param>
internal sealed record StoredPoint(PointId Id, IReadOnlyDictionary<string, StoredVector> Vectors, JsonObject Payload, ulong Version);
