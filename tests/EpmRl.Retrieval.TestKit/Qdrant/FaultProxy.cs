using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>Stands between a client and a server on loopback HTTP, and does to each request what its script says.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private static readonly object IdleTimer = new();
    private static readonly object ConnectionNumber = new();

    /// <summary>Headers that belong to one connection and are not passed on.</summary>
    private static readonly IReadOnlyList<string> HopHeaders = ["connection", "host", "keep-alive", "transfer-encoding", "content-length", "expect"];

    private readonly Uri _target;
    private readonly TimeSpan _idleClose;
    private readonly HttpClient _client;
    private readonly ConcurrentQueue<ProxiedRequest> _seen = [];
    private WebApplication? _application;
    private int _requests;
    private int _connections;

    private FaultProxy(Uri target, TimeSpan idleClose)
    {
        _target = target;
        _idleClose = idleClose;
        _client = new HttpClient(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1), AutomaticDecompression = DecompressionMethods.None })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>What happens to a request. It may be changed at any time, and is called from several threads.</summary>
    public Func<ProxiedRequest, Fault> Script { get; set; } = FaultScript.None;

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<ProxiedRequest> Seen => [.. _seen];

    /// <summary>Starts a proxy on a free port.</summary>
    /// <param name="target">The server.</param>
    /// <param name="idleClose">An idle connection is closed after this time, as Qdrant does after 5 s (the default).</param>
    public static async Task<FaultProxy> StartAsync(Uri target, TimeSpan? idleClose = null)
    {
        FaultProxy proxy = new(target, idleClose ?? TimeSpan.FromSeconds(5));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        proxy._application = builder.Build();
        proxy._application.Run(proxy.ServeAsync);
        await proxy._application.StartAsync().ConfigureAwait(false);
        proxy.Address = new Uri(proxy._application.Urls.Single());
        return proxy;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_application is { } application)
        {
            _application = null;
            using CancellationTokenSource atOnce = new(TimeSpan.Zero);
            try
            {
                await application.StopAsync(atOnce.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Requests under way were cut off.
            }

            await application.DisposeAsync().ConfigureAwait(false);
        }

        _client.Dispose();
    }

    private static async Task GiveAsync(HttpContext context, Fault fault)
    {
        context.Response.StatusCode = fault.Status;
        context.Response.ContentType = fault.ContentType;
        if (fault.RetryAfter is not null)
        {
            context.Response.Headers.RetryAfter = fault.RetryAfter;
        }

        await context.Response.WriteAsync(fault.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task ServeAsync(HttpContext context)
    {
        ProxiedRequest request = Note(context);
        try
        {
            await ServeAsync(context, request, Script(request)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The server or the caller is gone: so is the connection.
            context.Abort();
        }
    }

    private async Task ServeAsync(HttpContext context, ProxiedRequest request, Fault fault)
    {
        if (fault.Wait > TimeSpan.Zero)
        {
            await Task.Delay(fault.Wait, context.RequestAborted).ConfigureAwait(false);
        }

        switch (fault.Kind)
        {
            case FaultKind.CutBefore:
                context.Abort();
                return;
            case FaultKind.Stall:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(false);
                return;
            case FaultKind.Answer:
                await GiveAsync(context, fault).ConfigureAwait(false);
                return;
        }

        using HttpResponseMessage answer = await ForwardAsync(context, request).ConfigureAwait(false);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted).ConfigureAwait(false);
        if (fault.Kind == FaultKind.CutAfter)
        {
            context.Abort();
            return;
        }

        await PassBackAsync(context, answer, body, fault.Kind == FaultKind.HalfAnswer ? body.Length / 2 : body.Length).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context, ProxiedRequest request)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        using HttpRequestMessage forward = new(new HttpMethod(request.Method), new Uri(_target.OriginalString.TrimEnd('/') + request.Path));
        if (body.Length > 0)
        {
            forward.Content = new ByteArrayContent(body.ToArray());
        }

        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers)
        {
            if (!HopHeaders.Contains(name.ToLowerInvariant()) && !forward.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                forward.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return await _client.SendAsync(forward, HttpCompletionOption.ResponseContentRead, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task PassBackAsync(HttpContext context, HttpResponseMessage answer, byte[] body, int length)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!HopHeaders.Contains(name.ToLowerInvariant()))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, length), context.RequestAborted).ConfigureAwait(false);
        if (length < body.Length)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            context.Abort();
        }
    }

    /// <summary>Notes a request and starts the connection's clock anew when it is answered.</summary>
    private ProxiedRequest Note(HttpContext context)
    {
        IDictionary<object, object?> connection = context.Features.Get<IConnectionItemsFeature>()!.Items;
        if (connection.Remove(IdleTimer, out object? running))
        {
            ((CancellationTokenSource)running!).Cancel();
        }

        if (!connection.TryGetValue(ConnectionNumber, out object? number))
        {
            connection[ConnectionNumber] = number = Interlocked.Increment(ref _connections);
        }

        IConnectionLifetimeFeature lifetime = context.Features.Get<IConnectionLifetimeFeature>()!;
        context.Response.OnCompleted(() =>
        {
            CancellationTokenSource timer = new();
            connection[IdleTimer] = timer;
            _ = CloseWhenIdleAsync(lifetime, timer);
            return Task.CompletedTask;
        });
        ProxiedRequest request = new(
            Interlocked.Increment(ref _requests), context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget, (int)number!);
        _seen.Enqueue(request);
        return request;
    }

    private async Task CloseWhenIdleAsync(IConnectionLifetimeFeature connection, CancellationTokenSource timer)
    {
        using (timer)
        {
            await Task.Delay(_idleClose, timer.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!timer.IsCancellationRequested)
            {
                connection.Abort();
            }
        }
    }
}
