namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>A request that came to a fault proxy.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Path with query string, as it went over the wire.</param>
/// <param name="Connection">The number of the connection it came by, from 1.</param>
public sealed record ProxiedRequest(int Number, string Method, string Path, int Connection);
