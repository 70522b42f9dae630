using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Security;

namespace EpmRl.Retrieval.Server.Api;

/// <summary>What every endpoint of the engine needs of a request: an engine, a catalogue, a deadline.</summary>
internal sealed class RequestContext : IDisposable
{
    private readonly EngineLease lease;
    private readonly CancellationTokenSource deadline;

    private RequestContext(EngineLease lease, CatalogEngine catalog, CancellationTokenSource deadline) =>
        (this.lease, Catalog, this.deadline) = (lease, catalog, deadline);

    /// <summary>The engine of the caller's catalogue.</summary>
    public CatalogEngine Catalog { get; }

    /// <summary>The engine.</summary>
    public Engine Engine => lease.Engine;

    /// <summary>Cancelled when the caller leaves or the request takes too long.</summary>
    public CancellationToken CancellationToken => deadline.Token;

    /// <summary>Leases the engine for a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="hasDeadline">Whether the request ends after the limit; streams do not.</param>
    public static RequestContext Begin(HttpContext context, bool hasDeadline = true)
    {
        var options = context.RequestServices.GetRequiredService<ServerOptions>();
        EngineLease lease = context.RequestServices.GetRequiredService<EngineHost>().Acquire();
        try
        {
            CatalogEngine catalog = lease.Catalog(context.CatalogName());
            var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            if (hasDeadline)
            {
                deadline.CancelAfter(options.Limits.RequestTimeout);
            }

            return new RequestContext(lease, catalog, deadline);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        deadline.Dispose();
        lease.Dispose();
    }
}
