using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using EpmRl.Retrieval.TestKit.Qdrant.Grpc;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>A proxy between a client and a server on loopback, REST or gRPC, that applies its script to each request.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private static readonly object ConnectionKey = new();

    /// <summary>Headers that belong to one connection and are not passed on.</summary>
    private static readonly IReadOnlyList<string> HopHeaders =
        ["connection", "host", "keep-alive", "transfer-encoding", "content-length", "expect"];

    private readonly Uri _target;
    private readonly bool _isGrpc;
    private readonly TimeSpan _idleClose;
    private readonly HttpClient _client;
    private readonly ConcurrentQueue<ProxiedRequest> _seen = [];
    private WebApplication? _application;
    private int _requests;
    private int _connections;

    private FaultProxy(Uri target, TimeSpan idleClose, bool isGrpc)
    {
        _target = target;
        _isGrpc = isGrpc;
        _idleClose = idleClose;
        _client = new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1),
            AutomaticDecompression = DecompressionMethods.None,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The address it listens on.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>What happens to a request. It may be changed at any time, and is called from several threads.</summary>
    public Func<ProxiedRequest, Fault> Script { get; set; } = FaultScript.None;

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<ProxiedRequest> Seen => [.. _seen];

    /// <summary>Starts a proxy on a free port.</summary>
    /// <param name="target">The server.</param>
    /// <param name="idleClose">An idle connection is closed after this time, as Qdrant's REST side does after 5 s (the default).</param>
    /// <param name="isGrpc">Whether it speaks gRPC: HTTP/2 without TLS, errors as codes.</param>
    public static async Task<FaultProxy> StartAsync(Uri target, TimeSpan? idleClose = null, bool isGrpc = false)
    {
        FaultProxy proxy = new(target, idleClose ?? TimeSpan.FromSeconds(5), isGrpc);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1);
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

    private async Task GiveAsync(HttpContext context, Fault fault)
    {
        if (_isGrpc && (fault.Message is not null || fault.ErrorText is not null))
        {
            await ReplyAsync(context, fault).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = fault.Status;
        context.Response.ContentType = fault.ContentType;
        if (fault.RetryAfter is not null)
        {
            context.Response.Headers.RetryAfter = fault.RetryAfter;
        }

        await context.Response.WriteAsync(fault.Body, context.RequestAborted).ConfigureAwait(false);
    }

    // A message in its frame of five bytes with a good status behind it, or an error as headers alone.
    private static async Task ReplyAsync(HttpContext context, Fault fault)
    {
        context.Response.ContentType = "application/grpc";
        if (fault.Message is not { } message)
        {
            context.Response.Headers.GrpcStatus = ((int)GrpcCalls.CodeOf(fault.Status)).ToString(CultureInfo.InvariantCulture);
            context.Response.Headers.GrpcMessage = Uri.EscapeDataString(fault.ErrorText!);
            context.Response.Headers.RetryAfter = fault.RetryAfter;
            return;
        }

        byte[] frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.WriteTo(frame.AsSpan(5));
        await context.Response.Body.WriteAsync(frame, context.RequestAborted).ConfigureAwait(false);
        context.Response.AppendTrailer("grpc-status", "0");
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
            // The server is gone, or the caller gave up on this call; other calls on its connection go on.
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
                Cut(context);
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
            Cut(context);
            return;
        }

        await PassBackAsync(context, answer, body, fault.Kind == FaultKind.HalfAnswer ? body.Length / 2 : body.Length)
            .ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context, ProxiedRequest request)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        using HttpRequestMessage forward = new(new HttpMethod(request.Method), new Uri(_target.OriginalString.TrimEnd('/') + request.Path));
        if (_isGrpc)
        {
            (forward.Version, forward.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        }

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

    private async Task PassBackAsync(HttpContext context, HttpResponseMessage answer, byte[] body, int length)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!HopHeaders.Contains(name.ToLowerInvariant()))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (!_isGrpc)
        {
            context.Response.ContentLength = body.Length;
        }

        await context.Response.Body.WriteAsync(body.AsMemory(0, length), context.RequestAborted).ConfigureAwait(false);
        if (length < body.Length)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            Cut(context);
            return;
        }

        foreach ((string name, IEnumerable<string> values) in answer.TrailingHeaders)
        {
            context.Response.AppendTrailer(name, values.ToArray());
        }
    }

    /// <summary>Ends the connection, with all calls on it.</summary>
    private static void Cut(HttpContext context)
    {
        context.Abort();
        context.Features.Get<IConnectionLifetimeFeature>()?.Abort();
    }

    /// <summary>Records a request; when the last one on its connection is answered, the connection's idle time begins.</summary>
    private ProxiedRequest Note(HttpContext context)
    {
        IConnectionLifetimeFeature lifetime = context.Features.Get<IConnectionLifetimeFeature>()!;
        IDictionary<object, object?> items = context.Features.Get<IConnectionItemsFeature>()!.Items;
        ProxiedConnection connection;
        lock (items)
        {
            if (!items.TryGetValue(ConnectionKey, out object? known))
            {
                items[ConnectionKey] = known = new ProxiedConnection(Interlocked.Increment(ref _connections), _idleClose);
            }

            connection = (ProxiedConnection)known!;
        }

        connection.Begin();
        context.Response.OnCompleted(() =>
        {
            connection.End(lifetime.Abort);
            return Task.CompletedTask;
        });
        ProxiedRequest request = new(
            Interlocked.Increment(ref _requests), context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            connection.Number);
        _seen.Enqueue(request);
        return request;
    }
}
