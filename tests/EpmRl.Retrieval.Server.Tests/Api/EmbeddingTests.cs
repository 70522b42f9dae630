using System.ClientModel;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EpmRl.Retrieval.Server.Batching;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Embeddings;

namespace EpmRl.Retrieval.Server.Tests.Api;

public sealed class EmbeddingTests(SharedService shared) : IClassFixture<SharedService>
{
    private HttpClient Client => shared.Service.Client;

    // The official client asks for base64.
    [Fact]
    public async Task OpenAIs_own_client_gets_the_encoders_vectors_in_order()
    {
        var client = new EmbeddingClient(
            "catalog-l6", new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(Client.BaseAddress!, "/v1") });
        string[] texts = ["navy blue t-shirt", "cordless drill 18 V", "x"];

        OpenAIEmbeddingCollection answer = (await client.GenerateEmbeddingsAsync(texts)).Value;

        using EngineLease lease = shared.Service.Services.GetRequiredService<EngineHost>().Acquire();
        var vectors = await lease.Engine.Queue.Of(Lane.Interactive).EncodeAsync(texts);
        Assert.Equal(3, answer.Count);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.Equal(i, answer[i].Index);
            float cosine = vectors[i].Span.ToArray().Zip(answer[i].ToFloats().ToArray(), (a, b) => a * b).Sum();
            Assert.InRange(cosine, 0.9999f, 1.0001f);
        }

        Assert.True(answer.Usage.InputTokenCount > 0);
    }

    [Fact]
    public async Task Float_and_base64_carry_the_same_numbers()
    {
        JsonElement floats = await EmbedAsync(new { input = "navy blue", encoding_format = "float" });
        JsonElement base64 = await EmbedAsync(new { input = "navy blue", encoding_format = "base64" });

        float[] first = [.. floats.GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle())];
        byte[] bytes = base64.GetProperty("embedding").GetBytesFromBase64();
        Assert.Equal(first, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        Assert.Equal(384, first.Length);
    }

    [Theory]
    [InlineData("""{"input":[]}""", HttpStatusCode.UnprocessableEntity, "input")]
    [InlineData("""{"input":[[1,2]]}""", HttpStatusCode.UnprocessableEntity, "input")]
    [InlineData("""{"input":7}""", HttpStatusCode.UnprocessableEntity, "input")]
    [InlineData("""{"model":"x"}""", HttpStatusCode.UnprocessableEntity, "input")]
    [InlineData("""{"input":"x","model":"gpt"}""", HttpStatusCode.NotFound, "model")]
    [InlineData("""{"input":"x","encoding_format":"hex"}""", HttpStatusCode.UnprocessableEntity, "encoding_format")]
    [InlineData("""{"input":"x","dimensions":64}""", HttpStatusCode.UnprocessableEntity, "dimensions")]
    public async Task A_wrong_request_gets_an_error_in_OpenAIs_form(string body, HttpStatusCode status, string field)
    {
        using HttpResponseMessage response = await Client.PostAsync(
            "/v1/embeddings", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(status, response.StatusCode);
        JsonElement error = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(field, error.GetProperty("param").GetString());
    }

    private async Task<JsonElement> EmbedAsync(object body)
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync("/v1/embeddings", body);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data")[0];
    }
}
