namespace EpmRl.Retrieval.Matching.Chat;

/// <summary>Lets requests go to one host alone: listings must not leave for another by a redirect, a proxy or a changed address.</summary>
internal sealed class NamedHostHandler : DelegatingHandler
{
    private readonly Uri address;
    private readonly bool sendsKey;

    /// <summary>Takes the server's address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="sendsKey">Whether there is a key; without one the header that would hold it is left out.</param>
    /// <param name="connectTimeout">Longest wait for a connection.</param>
    public NamedHostHandler(Uri address, bool sendsKey, TimeSpan connectTimeout)
        : base(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = connectTimeout,
        }) => (this.address, this.sendsKey) = (address, sendsKey);

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Check(request);
        return base.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Check(request);
        return base.Send(request, cancellationToken);
    }

    private void Check(HttpRequestMessage request)
    {
        if (request.RequestUri is not { } target || target.Scheme != address.Scheme || target.Authority != address.Authority)
        {
            throw new InvalidOperationException($"A request for '{address.Authority}' was about to leave for another host.");
        }

        if (!sendsKey)
        {
            request.Headers.Authorization = null;
        }
    }
}
