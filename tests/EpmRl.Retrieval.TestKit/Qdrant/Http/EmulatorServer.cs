using System.IO.Compression;
using System.Net;
using EpmRl.Retrieval.TestKit.Qdrant.Grpc;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;
using EpmRl.Retrieval.TestKit.Qdrant.Updates;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.TestKit.Qdrant.Http;

/// <summary>
/// Serves REST, and gRPC on a separate port: reads requests, checks keys and sizes, calls the endpoints, writes answers and records both.
/// </summary>
internal sealed class EmulatorServer(Router router, Authentication authentication, ExchangeLog log, QdrantEmulatorOptions options)
{
    private readonly Lock _state = new();

    /// <summary>Starts to listen on the loopback interface.</summary>
    /// <param name="restPort">The port for REST, or 0 for any free one.</param>
    /// <param name="grpcPort">The port for gRPC, or 0 for any free one.</param>
    /// <returns>The running application; its addresses are those of REST and of gRPC, in this order.</returns>
    public async Task<WebApplication> StartAsync(int restPort, int grpcPort)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.KeepAliveTimeout = options.KeepAlive;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            Listen(restPort, HttpProtocols.Http1);
            Listen(grpcPort, HttpProtocols.Http2);

            void Listen(int port, HttpProtocols protocol) => kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = protocol;
                if (options.Certificate is not null)
                {
                    listen.UseHttps(options.Certificate);
                }
            });
        });
        builder.Services.AddRouting();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = null; // the server takes and sends any size
            grpc.MaxSendMessageSize = null;
        });
        builder.Services.AddSingleton(new GrpcCalls(this, authentication, log));
        builder.Services.AddSingleton<IServiceMethodProvider<GrpcFront>, GrpcFrontMethods>();
        WebApplication application = builder.Build();
        application.MapWhen(context => context.Request.Protocol == HttpProtocol.Http2, grpc =>
        {
            grpc.UseRouting();
            grpc.UseEndpoints(endpoints => endpoints.MapGrpcService<GrpcFront>());
        });
        application.Run(ServeAsync);
        await application.StartAsync().ConfigureAwait(false);
        return application;
    }

    /// <summary>Runs a function alone with the state.</summary>
    public T Alone<T>(Func<T> function)
    {
        lock (_state)
        {
            return function();
        }
    }

    private static async Task WriteAsync(HttpContext context, EmulatorAnswer answer)
    {
        byte[] body = answer.Body;
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach ((string name, string value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (answer.ContentType == EmulatorAnswer.Json
            && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
        {
            using MemoryStream packed = new();
            using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            {
                gzip.Write(body);
            }

            body = packed.ToArray();
            context.Response.Headers.ContentEncoding = "gzip";
        }

        if (answer.ClosesConnection)
        {
            context.Response.Headers.Connection = "close";
        }

        context.Response.ContentLength = body.Length;
        if (body.Length > 0 && context.Request.Method != HttpMethods.Head)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static Dictionary<string, string> ParseQuery(string query) => query
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .GroupBy(pair => Uri.UnescapeDataString(pair[0]))
        .ToDictionary(group => group.Key, group => group.Last() is [_, var value] ? Uri.UnescapeDataString(value.Replace('+', ' ')) : "");

    private async Task ServeAsync(HttpContext context)
    {
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        Dictionary<string, string> headers =
            context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        (EmulatorAnswer answer, byte[] body) = await AnswerAsync(
            context.Request.Method, target, headers, () => ReadBodyAsync(context), null, context.RequestAborted).ConfigureAwait(false);
        log.Add(context.Request.Method, target, headers, () => body, answer);
        await WriteAsync(context, answer).ConfigureAwait(false);
    }

    /// <summary>Answers a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="target">Its path with the query string.</param>
    /// <param name="headers">Its headers by lower-case name.</param>
    /// <param name="readBody">Reads its body, after the key and the route were found good.</param>
    /// <param name="update">The write that it asks for, where that is read already.</param>
    /// <param name="stop">Ends slow work.</param>
    public async Task<(EmulatorAnswer Answer, byte[] Body)> AnswerAsync(
        string method, string target, Dictionary<string, string> headers, Func<Task<byte[]>> readBody, Update? update,
        CancellationToken stop)
    {
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        string path = mark < 0 ? target : target[..mark];
        (EmulatorAnswer? refusal, bool mayWrite) = authentication.Judge(path, headers);
        if (refusal is not null)
        {
            return (refusal, []);
        }

        if (router.Find(method, path) is not { } found)
        {
            return (EmulatorAnswer.Empty(404), []);
        }

        byte[] body = [];
        try
        {
            body = await readBody().ConfigureAwait(false);
            EmulatorRequest request = new()
            {
                Method = method,
                Query = ParseQuery(mark < 0 ? "" : target[(mark + 1)..]),
                Headers = headers,
                Route = found.Values,
                Body = body,
                Update = update,
                MayWrite = mayWrite,
            };
            EmulatorAnswer answer = found.Route.SlowHandler is { } slow
                ? await slow(request, stop).ConfigureAwait(false)
                : Alone(() => found.Route.Handler!(request));
            return (answer, body);
        }
        catch (BodyTooLargeException e)
        {
            return (EmulatorAnswer.Error(400, e.Message) with { ClosesConnection = true }, []);
        }
        catch (FormatFault fault)
        {
            (int line, int column) = JsonText.Place(body, fault.Offset ?? 0);
            string place = fault.Offset is null ? "" : $" at line {line} column {column}";
            return (EmulatorAnswer.Error(400, $"Format error in JSON body: {fault.Message}{place}"), body);
        }
        catch (QdrantError error)
        {
            EmulatorAnswer answer =
                error.IsPlainText ? EmulatorAnswer.Plain(error.Status, error.Message) : EmulatorAnswer.Error(error.Status, error.Message);
            if (error.RetryAfter is { } seconds)
            {
                answer.Headers["Retry-After"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            return (answer, body);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (EmulatorAnswer.Error(500, $"The Qdrant emulator failed: {e}"), body);
        }
    }

    private async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        bool isFile = context.Request.ContentType?.StartsWith("multipart/", StringComparison.Ordinal) == true;
        if (!isFile && context.Request.ContentLength > options.MaxRequestSize)
        {
            throw new BodyTooLargeException(
                $"JSON payload ({context.Request.ContentLength} bytes) is larger than allowed (limit: {options.MaxRequestSize} bytes).");
        }

        using MemoryStream body = new();
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            body.Write(buffer, 0, read);
            if (!isFile && body.Length > options.MaxRequestSize)
            {
                throw new BodyTooLargeException($"JSON payload has exceeded limit ({options.MaxRequestSize} bytes).");
            }
        }

        return body.ToArray();
    }

    private sealed class BodyTooLargeException(string text) : Exception(text);
}
