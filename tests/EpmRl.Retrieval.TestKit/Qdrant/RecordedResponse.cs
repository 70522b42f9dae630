using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>An answer of a recording.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">content-type, retry-after and those of downloads.</param>
/// <param name="Body">JSON, or text where it was not JSON; null without a body.</param>
public sealed record RecordedResponse(int Status, JsonObject Headers, JsonNode? Body);
