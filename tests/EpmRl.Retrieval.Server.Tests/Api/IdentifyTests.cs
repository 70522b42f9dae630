using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using EpmRl.Retrieval.Server.Tests.Security;
using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Server.Tests.Api;

/// <summary>One service, shared by the tests of a class that do not change it.</summary>
public sealed class SharedService : IAsyncLifetime
{
    public ServedSample Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await ServedSample.StartAsync();

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

public sealed class IdentifyTests(SharedService shared) : IClassFixture<SharedService>
{
    private const string Drill = """{"id":"d1","title":"Hammerwerk HW-BD18-2 18V Brushless Cordless Drill Driver 13mm Chuck 60Nm","category":"Power drills"}""";

    private HttpClient Client => shared.Service.Client;

    [Fact]
    public async Task One_listing_is_answered_with_one_result()
    {
        JsonElement result = await PostAsync(Drill);

        Assert.Equal("d1", result.GetProperty("listing_id").GetString());
        JsonElement voltage = result.GetProperty("attributes").EnumerateArray()
            .Single(answer => answer.GetProperty("attribute_id").GetString() == "voltage");
        Assert.Equal("value", voltage.GetProperty("status").GetString());
        Assert.Equal("18V", voltage.GetProperty("values")[0].GetProperty("evidence")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_bad_listing_of_an_array_does_not_fail_the_others()
    {
        JsonElement answer = await PostAsync($"[{Drill}, {{\"id\":\"empty\"}}, 7, {Drill}]");

        JsonElement[] results = [.. answer.GetProperty("results").EnumerateArray()];
        Assert.Equal(4, results.Length);
        Assert.Equal("d1", results[0].GetProperty("listing_id").GetString());
        Assert.True(results[1].TryGetProperty("error", out _));
        Assert.True(results[2].TryGetProperty("error", out _));
        Assert.Equal("d1", results[3].GetProperty("listing_id").GetString());
        Assert.Equal(2, answer.GetProperty("errors").GetInt32());
    }

    [Fact]
    public async Task A_sender_that_leaves_within_a_stream_is_no_fault_in_the_log()
    {
        var log = new LogCapture();
        await using ServedSample service = await ServedSample.StartAsync(services: builder =>
            builder.Logging.ClearProviders().AddFilter<LogCapture>((string?)null, LogLevel.Warning).AddProvider(log));
        Uri address = service.Client.BaseAddress!;
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(address.Host, address.Port);
            NetworkStream stream = socket.GetStream();
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(
                $"POST /v1/identify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: 9999\r\n\r\n{Drill}\n"));
            _ = await stream.ReadAsync(new byte[1024]); // the answer has begun
            socket.Client.Shutdown(SocketShutdown.Send);
            try
            {
                while (await stream.ReadAsync(new byte[1024]) is > 0)
                {
                }
            }
            catch (IOException)
            {
                // An answer that ends early is reset, so that it does not look complete.
            }
        }

        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/readyz")).StatusCode);
        Assert.DoesNotContain(log.Lines, line => line.Contains("exception", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_stream_of_lines_is_answered_line_by_line_while_it_is_sent()
    {
        // A plain socket: .NET's client of HTTP/1.1 reads no answer before it has sent its body.
        Uri address = Client.BaseAddress!;
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        string body = "";
        bool header = false;
        NetworkStream stream = socket.GetStream();
        await SendAsync("POST /v1/identify HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");

        await SendChunkAsync(Drill + "\n");
        string? first = await NextJsonAsync();
        await SendChunkAsync("not json\n");
        string? second = await NextJsonAsync();
        await SendChunkAsync(Drill); // the last line needs no end
        await SendAsync("0\r\n\r\n");
        string? third = await NextJsonAsync();

        Assert.Equal("d1", JsonDocument.Parse(first!).RootElement.GetProperty("listing_id").GetString());
        Assert.Equal(2, JsonDocument.Parse(second!).RootElement.GetProperty("error").GetProperty("line").GetInt32());
        Assert.Equal("d1", JsonDocument.Parse(third!).RootElement.GetProperty("listing_id").GetString());
        Assert.Null(await NextJsonAsync());

        Task SendChunkAsync(string text) => SendAsync($"{System.Text.Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n");

        Task SendAsync(string text) => stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text)).AsTask();

        // Skips the header, then joins the chunks until a line of JSON is complete.
        async Task<string?> NextJsonAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (true)
            {
                int end = body.IndexOf('\n', StringComparison.Ordinal);
                if (end >= 0)
                {
                    string line = body[..end];
                    body = body[(end + 1)..];
                    return line;
                }

                if (!header)
                {
                    while (await ReadLineAsync(limit.Token) is { Length: > 0 })
                    {
                    }

                    header = true;
                }

                int size = int.Parse(await ReadLineAsync(limit.Token), System.Globalization.NumberStyles.HexNumber, null);
                if (size == 0)
                {
                    return null;
                }

                byte[] chunk = new byte[size + 2];
                await stream.ReadExactlyAsync(chunk, limit.Token);
                body += System.Text.Encoding.UTF8.GetString(chunk, 0, size);
            }
        }

        async Task<string> ReadLineAsync(CancellationToken cancellationToken)
        {
            var line = new System.Text.StringBuilder();
            byte[] one = new byte[1];
            while (true)
            {
                await stream.ReadExactlyAsync(one, cancellationToken);
                if (one[0] == '\n')
                {
                    return line.ToString().TrimEnd('\r');
                }

                line.Append((char)one[0]);
            }
        }
    }

    [Theory]
    [InlineData("{\"id\":\"x\"}", HttpStatusCode.UnprocessableEntity, "invalid")]
    [InlineData("{\"title\":", HttpStatusCode.BadRequest, "malformed")]
    [InlineData("", HttpStatusCode.BadRequest, "malformed")]
    [InlineData("7", HttpStatusCode.UnprocessableEntity, "invalid")]
    [InlineData("[]", HttpStatusCode.UnprocessableEntity, "invalid")]
    public async Task A_wrong_body_is_refused_with_a_problem(string body, HttpStatusCode status, string code)
    {
        using HttpResponseMessage response =
            await Client.PostAsync("/v1/identify", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }

    private async Task<JsonElement> PostAsync(string body)
    {
        using HttpResponseMessage response =
            await Client.PostAsync("/v1/identify", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
