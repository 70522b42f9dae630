using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>A request of a recording.</summary>
/// <param name="Method">GET, POST, PUT, PATCH, DELETE or HEAD.</param>
/// <param name="Path">Path with query string, as it went over the wire.</param>
/// <param name="Headers">The headers that matter, with keys masked.</param>
/// <param name="Body">JSON, or text where it was not JSON; null without a body.</param>
public sealed record RecordedRequest(string Method, string Path, JsonObject Headers, JsonNode? Body);
