using System.Net;
using System.Net.Http.Json;

using System.Text.Json;

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
    private const string Drill = """{"id":"d1","title":"Hammerwerk HW-BD18-2 18V Brushless Cordless Drill Driver 13mm Chuck 60Nm"}""";

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
    public async Task A_stream_of_lines_is_answered_line_by_line_while_it_is_sent()
    {
        var more = new TaskCompletionSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/identify")
        {
            Version = HttpVersion.Version11,
            Content = new PushContent(async stream =>
            {
                await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Drill + "\n"));
                await stream.FlushAsync();
                await more.Task.WaitAsync(TimeSpan.FromSeconds(30));
                await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes("not json\n" + Drill + "\n"));
            }),
        };
        using HttpResponseMessage response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        string? first = await lines.ReadLineAsync();
        more.SetResult();
        string? second = await lines.ReadLineAsync();
        string? third = await lines.ReadLineAsync();

        Assert.Equal("d1", JsonDocument.Parse(first!).RootElement.GetProperty("listing_id").GetString());
        Assert.Equal(2, JsonDocument.Parse(second!).RootElement.GetProperty("error").GetProperty("line").GetInt32());
        Assert.Equal("d1", JsonDocument.Parse(third!).RootElement.GetProperty("listing_id").GetString());
        Assert.Null(await lines.ReadLineAsync());
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

    private sealed class PushContent : HttpContent
    {
        private readonly Func<Stream, Task> push;

        public PushContent(Func<Stream, Task> push)
        {
            this.push = push;
            Headers.ContentType = new("application/x-ndjson");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => push(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
