using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EpmRl.Retrieval.Tests.Hosting;

public sealed class HostingTests : IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly HashingEncoder encoder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_host_gets_an_identifier_and_a_search_over_the_index_it_names()
    {
        await BuildAsync();
        await using ServiceProvider provider = HostOf(Settings(("Index:Folder", folder["index"])));

        TagResult result =
            Assert.Single(await provider.GetRequiredService<AttributeIdentifier>().IdentifyAsync([await ListingAsync(provider)]));

        ValueAnswer color = Assert.Single(result.Attributes.Single(attribute => attribute.AttributeId == "color").Values);
        Assert.Equal(("black", "onyx"), (color.Id, Assert.Single(color.Evidence).Text));
        Assert.Equal("black", (await provider.GetRequiredService<ValueSearch>().SearchAsync("onyx")).Hits[0].ValueId);
    }

    [Fact]
    public async Task Settings_of_the_configuration_reach_the_identifier()
    {
        await BuildAsync();
        await using ServiceProvider provider = HostOf(Settings(("Index:Folder", folder["index"]), ("Identification:Channels", "Dense")));

        TagResult result =
            Assert.Single(await provider.GetRequiredService<AttributeIdentifier>().IdentifyAsync([await ListingAsync(provider)]));

        // no mentions were read
        Assert.All(result.Attributes.SelectMany(attribute => attribute.Values), value => Assert.Empty(value.Evidence));
    }

    [Fact]
    public async Task The_next_call_of_the_same_identifier_answers_with_a_version_published_meanwhile()
    {
        await BuildAsync();
        await using ServiceProvider provider = HostOf(Settings(("Index:Folder", folder["index"])));
        var identifier = provider.GetRequiredService<AttributeIdentifier>();
        ProductProfile listing = await ListingAsync(provider);
        string before = (await identifier.IdentifyAsync([listing]))[0].TaxonomyVersion;

        await new IndexBuilder(folder["index"])
            .BuildAsync(TestTaxonomies.Random(seed: 3, categories: 2, attributes: 2, values: 4), encoder);

        Assert.NotEqual(before, (await identifier.IdentifyAsync([listing]))[0].TaxonomyVersion);
    }

    [Theory]
    [InlineData("Index:Folder", " ", "Folder of the embedded index is not set")]
    [InlineData("Identification:CategoryThreshold", "1.5", "not a probability from 0 to 1")]
    public async Task A_wrong_setting_ends_the_start_with_a_message(string key, string value, string message)
    {
        await BuildAsync();
        await using ServiceProvider provider = HostOf(Settings(("Index:Folder", folder["index"]), (key, value)));

        var refused = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(message, refused.Message);
    }

    [Fact]
    public async Task An_index_that_cannot_be_opened_ends_the_start()
    {
        await using ServiceProvider provider = HostOf(Settings(("Index:Folder", folder["nothing"])));

        var refused =
            await Assert.ThrowsAsync<IndexFormatException>(() => provider.GetServices<IHostedService>().Single().StartAsync(default));

        Assert.Contains("holds no index", refused.Message);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_yet_does_not_end_the_start()
    {
        await using ServiceProvider provider = new ServiceCollection().AddEpmRlRetrieval().Services
            .AddSingleton<ITextEncoder>(encoder).AddSingleton<IIndexProvider, SilentServer>().BuildServiceProvider();

        await provider.GetServices<IHostedService>().Single().StartAsync(default);
    }

    [Fact]
    public void The_error_of_a_host_without_encoder_or_index_says_what_to_add()
    {
        using ServiceProvider bare = new ServiceCollection().AddEpmRlRetrieval().Services.BuildServiceProvider();
        using ServiceProvider indexed =
            new ServiceCollection().AddEpmRlRetrieval().AddEmbeddedIndex("index").Services.BuildServiceProvider();

        Assert.Contains("AddEmbeddedIndex", Assert.Throws<InvalidOperationException>(bare.GetRequiredService<AttributeIdentifier>).Message);
        Assert.Contains("AddModel", Assert.Throws<InvalidOperationException>(indexed.GetRequiredService<AttributeIdentifier>).Message);
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.GroupBy(setting => setting.Key, (key, same) => KeyValuePair.Create(key, (string?)same.Last().Value)))
            .Build();

    private ServiceProvider HostOf(IConfiguration settings) => new ServiceCollection()
        .AddEpmRlRetrieval(settings)
        .AddEmbeddedIndex(settings.GetSection("Index"))
        .Services.AddSingleton<ITextEncoder>(encoder)
        .BuildServiceProvider(validateScopes: true);

    private async Task BuildAsync() => await new IndexBuilder(folder["index"]).BuildAsync(TestTaxonomies.Small(), encoder);

    private static async Task<ProductProfile> ListingAsync(ServiceProvider provider)
    {
        using IndexLease lease = await provider.GetRequiredService<IIndexProvider>().AcquireAsync();
        return new ProductProfile
        {
            Id = "1",
            Title = "colour: onyx",
            Category = lease.Index.Taxonomy.Categories.First(category => category.Attributes.Any(attribute => attribute.Id == "color")).Id,
        };
    }

    private sealed class SilentServer : IIndexProvider
    {
        public ValueTask<IndexLease> AcquireAsync(CancellationToken cancellationToken = default) =>
            throw new IndexUnavailableException("The server gives no answer.", isTransient: true);
    }
}
