namespace EpmRl.Retrieval.Server.Hosting;

/// <summary>The service cannot answer yet; answered with 503.</summary>
/// <param name="reason">Why not; null while it starts.</param>
internal sealed class NotReadyException(string? reason)
    : RetrievalException(reason is null ? "The service is starting." : $"The service cannot answer: {reason}");
