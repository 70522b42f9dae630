using Microsoft.Extensions.AI;

namespace EpmRl.Retrieval.Matching.Chat;

/// <summary>A chat client that also closes the connections beneath it.</summary>
/// <param name="inner">The client.</param>
/// <param name="connections">The connections.</param>
internal sealed class OwningChatClient(IChatClient inner, IDisposable connections) : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            connections.Dispose();
        }
    }
}
