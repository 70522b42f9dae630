using System.Net.Http.Json;
using System.Text.Json;
using EpmRl.Retrieval.Server.Api;

namespace EpmRl.Retrieval.Server.Tests.Api;

/// <summary>The types that describe answers in the OpenAPI document, against real answers.</summary>
public sealed class AnswerSchemaTests(SharedService shared) : IClassFixture<SharedService>
{
    private HttpClient Client => shared.Service.Client;

    [Fact]
    public async Task Results_of_listings_have_the_names_of_their_description()
    {
        object drill = new
        {
            title = "Hammerwerk HW-BD18-2 18V Brushless Cordless Drill 13mm",
            description = "Comes with 2 batteries 4.0Ah. Colour blue or black. Weight 1.6 kg, or 5 to 6 kg in its case.",
            price = 12,
        };
        JsonElement one = await PostAsync("/v1/identify", drill);
        JsonElement given = await PostAsync("/v1/identify", new { title = "Red cotton t-shirt", category = "Shirts of my shop" });
        JsonElement many = await PostAsync("/v1/identify", new object[] { drill, new { id = "empty" } });

        AssertDescribed(one, typeof(ListingResult), "");
        AssertDescribed(given, typeof(ListingResult), "");
        Assert.Equal(["errors", "results"], many.EnumerateObject().Select(member => member.Name).Order());
        AssertDescribed(many.GetProperty("results")[1], typeof(ListingResultOrError), "");
        AssertRequired(one, typeof(ListingResult));
    }

    [Fact]
    public async Task Pages_of_values_decisions_and_vectors_have_the_names_of_their_description()
    {
        AssertDescribed(
            await Client.GetFromJsonAsync<JsonElement>("/v1/values/search?q=navy%20blu%20shirt&limit=100"), typeof(ValueSearchResult), "");
        AssertDescribed(
            await PostAsync("/v1/match/decide", new
            {
                pairs = new[] { new { a = new { title = "Samsung S21 128GB" }, b = new { title = "Samsung Galaxy S21 256 GB" } } },
            }),
            typeof(PairDecisionsResult), "");
        AssertDescribed(await PostAsync("/v1/embeddings", new { input = "x" }), typeof(EmbeddingsResult), "");
    }

    private static void AssertDescribed(JsonElement json, Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (json.ValueKind == JsonValueKind.Array && type != typeof(JsonElement))
        {
            foreach (JsonElement element in json.EnumerateArray())
            {
                AssertDescribed(element, type.GetGenericArguments()[0], path + "[]");
            }
        }
        else if (json.ValueKind == JsonValueKind.Object && type.Namespace == typeof(ListingResult).Namespace)
        {
            var described = type.GetProperties().ToDictionary(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            foreach (JsonProperty member in json.EnumerateObject())
            {
                Assert.True(described.ContainsKey(member.Name), $"{path}.{member.Name} is not in {type.Name}");
                AssertDescribed(member.Value, described[member.Name].PropertyType, $"{path}.{member.Name}");
            }
        }
    }

    private static void AssertRequired(JsonElement json, Type type) => Assert.All(
        type.GetConstructors()[0].GetParameters(),
        parameter => Assert.True(json.TryGetProperty(JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!), out _), parameter.Name));

    private async Task<JsonElement> PostAsync(string address, object body)
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync(address, body);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
