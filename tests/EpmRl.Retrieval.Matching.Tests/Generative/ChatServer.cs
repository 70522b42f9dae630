using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Matching.Tests.Generative;

/// <summary>A real server of OpenAI's chat completions on a loopback port, whose answers a test scripts.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ChatServer(WebApplication app) => this.app = app;

    /// <summary>Requests for a completion, in order.</summary>
    public ConcurrentQueue<(JsonNode Body, string? Authorization)> Requests { get; } = new();

    /// <summary>Its address, ending in <c>/v1</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Writes the answer to a request, by its number from 1.</param>
    /// <param name="models">Names of its models.</param>
    public static async Task<ChatServer> StartAsync(Func<HttpContext, JsonNode, int, Task> answer, params string[] models)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var server = new ChatServer(app);
        app.MapGet("/v1/models", () => Results.Text(
            new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray([.. models.Select(id => (JsonNode)new JsonObject
                {
                    ["id"] = id, ["object"] = "model", ["created"] = 1, ["owned_by"] = "us",
                })]),
            }.ToJsonString(),
            "application/json"));
        app.MapPost("/v1/chat/completions", async context =>
        {
            JsonNode body = (await JsonNode.ParseAsync(context.Request.Body))!;
            string? authorization = context.Request.Headers.Authorization;
            int number;
            lock (server.Requests)
            {
                server.Requests.Enqueue((body, authorization));
                number = server.Requests.Count;
            }

            await answer(context, body, number);
        });
        await app.StartAsync();
        server.Address = new Uri(app.Urls.First() + "/v1");
        return server;
    }

    /// <summary>Answers with a completion.</summary>
    /// <param name="context">The request.</param>
    /// <param name="text">The completion.</param>
    /// <param name="verdict">Probabilities of tokens at the place of the verdict; none leaves log-probabilities out.</param>
    public static Task AnswerAsync(HttpContext context, string text, params (string Token, double Probability)[] verdict)
    {
        var choice = new JsonObject
        {
            ["index"] = 0,
            ["finish_reason"] = "stop",
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
        };
        if (verdict.Length > 0)
        {
            int at = text.LastIndexOf(":\"", StringComparison.Ordinal) + 2;
            int end = text.IndexOf('"', at);
            choice["logprobs"] = new JsonObject
            {
                ["content"] = new JsonArray(
                    Token(text[..at], 1), Token(text[at..end], verdict[0].Probability, verdict), Token(text[end..], 1)),
            };
        }

        return WriteAsync(context, new JsonObject
        {
            ["id"] = "1",
            ["object"] = "chat.completion",
            ["created"] = 1,
            ["model"] = "m",
            ["choices"] = new JsonArray(choice),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 120, ["completion_tokens"] = 30, ["total_tokens"] = 150 },
        }.ToJsonString());
    }

    /// <summary>Answers with a failure.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new JsonObject { ["error"] = new JsonObject { ["message"] = message } }.ToJsonString());
    }

    /// <summary>Answers with any text.</summary>
    public static Task WriteAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static JsonObject Token(string text, double probability, params (string Token, double Probability)[] others) => new()
    {
        ["token"] = text,
        ["logprob"] = Math.Log(probability),
        ["bytes"] = JsonSerializer.SerializeToNode(System.Text.Encoding.UTF8.GetBytes(text).Select(b => (int)b)),
        ["top_logprobs"] = new JsonArray([.. others.Select(other => (JsonNode)Token(other.Token, other.Probability))]),
    };
}
