using System.Globalization;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

public sealed class QdrantReaderTests : IAsyncLifetime
{
    private static readonly ProductTaxonomy Taxonomy = TestTaxonomies.Small();
    private readonly HashingEncoder encoder = new(dimension: 16);
    private TestServer server = null!;
    private ServedIndex index = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        index = new ServedIndex(server);
    }

    public async ValueTask DisposeAsync()
    {
        await index.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_needs_of_the_folder_no_keys_and_no_vectors()
    {
        EmbeddedVectorIndex version = await index.PublishAsync(Taxonomy, encoder);
        string from = Path.Combine(index.Options.IndexFolder, version.Manifest.Version),
        to = Path.Combine(index.Scratch["copy"], version.Manifest.Version);
        Directory.CreateDirectory(to);
        foreach (string name in new[] { "manifest.json", "manifest.sha256", "taxonomy.bin", "layout.bin" })
        {
            File.Copy(Path.Combine(from, name), Path.Combine(to, name));
        }

        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options with { IndexFolder = index.Scratch["copy"] });
        Assert.Equal(version.Manifest.Version, opened.Manifest.Version);
        Assert.Equal("small", opened.Taxonomy.Name);

        await File.AppendAllTextAsync(Path.Combine(to, "taxonomy.bin"), "x");
        Assert.Contains("taxonomy.bin", (await Assert.ThrowsAsync<IndexFormatException>(
            () => QdrantVectorIndex.OpenAsync(index.Options with { IndexFolder = index.Scratch["copy"] }))).Message);
    }

    [Fact]
    public async Task A_folder_without_the_version_is_reported_with_what_to_copy()
    {
        EmbeddedVectorIndex version = await index.PublishAsync(Taxonomy, encoder);

        string message = (await Assert.ThrowsAsync<IndexFormatException>(
            () => QdrantVectorIndex.OpenAsync(index.Options with { IndexFolder = index.Scratch["elsewhere"] }))).Message;

        Assert.Contains(version.Manifest.Version, message);
        Assert.Contains("taxonomy.bin", message);
    }

    [Fact]
    public async Task An_alias_that_names_something_else_is_refused()
    {
        await index.PublishAsync(Taxonomy, encoder);
        using QdrantServer own = index.Server();
        await own.Collections.SetAliasAsync("stray", (await own.Collections.FindAliasAsync(index.Options.Alias, default))!, default);

        Assert.Contains("'stray'", (await Assert.ThrowsAsync<IndexFormatException>(
            () => QdrantVectorIndex.OpenAsync(index.Options with { Alias = "stray" }))).Message);
        using var target = new QdrantTarget(index.Options with { Alias = "stray" });
        Assert.Contains("'stray'", (await Assert.ThrowsAsync<IndexFormatException>(async () => await target.CurrentAsync())).Message);
    }

    [Fact]
    public async Task An_open_index_keeps_its_version_over_a_swap_and_says_when_it_was_removed()
    {
        EmbeddedVectorIndex first = await index.PublishAsync(Taxonomy, encoder);
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);
        EmbeddedVectorIndex second =
            await index.PublishAsync(TestTaxonomies.Random(seed: 6, categories: 3, attributes: 4, values: 6), encoder);
        float[] item = encoder.Encode("laptop");

        Assert.Equal((await first.ScoreAsync(item, "laptops", 1)).Count, (await opened.ScoreAsync(item, "laptops", 1)).Count);
        using var target = new QdrantTarget(index.Options);
        await target.RemoveAsync(first.Manifest.Version);
        IndexUnavailableException removed =
            await Assert.ThrowsAsync<IndexUnavailableException>(async () => await opened.ScoreAsync(item, "laptops", 1));

        Assert.Contains(second.Manifest.Version, removed.Message);
        Assert.Contains("Open the index again", removed.Message);
    }

    [Fact]
    public async Task An_open_index_follows_the_alias_to_the_same_taxonomy_in_the_same_space()
    {
        EmbeddedVectorIndex first = await index.PublishAsync(Taxonomy, encoder, VectorForm.Float32);
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);
        EmbeddedVectorIndex second = await index.PublishAsync(Taxonomy, encoder, VectorForm.Float16);
        using var target = new QdrantTarget(index.Options);
        await target.RemoveAsync(first.Manifest.Version);

        Assert.NotEmpty(await opened.SearchAsync(encoder.Encode("laptop"), ValueFilter.None, 3));
        Assert.Equal(second.Manifest.Version, opened.Manifest.Version);
    }

    [Fact]
    public async Task Among_many_vectors_recall_is_measured_before_it_is_relied_on()
    {
        EmbeddedVectorIndex version =
            await index.PublishAsync(TestTaxonomies.Random(seed: 6, categories: 6, attributes: 8, values: 20), encoder);
        using QdrantVectorIndex opened =
            await QdrantVectorIndex.OpenAsync(index.Options with { ExactUpTo = 10, RecallProbes = 3, ProbeEvery = 100 });
        server.Emulator!.ClearExchanges();
        for (int i = 0; i < 5; i++)
        {
            float[] query = encoder.Encode($"w{i} w{i + 7}");
            Assert.Equal(
                (await version.SearchAsync(query, ValueFilter.None, 5)).Select(hit => (hit.AttributeId, hit.ValueId)),
                (await opened.SearchAsync(query, ValueFilter.None, 5)).Select(hit => (hit.AttributeId, hit.ValueId)));
        }

        int[] searches = [.. server.Emulator.Exchanges.Select(exchange => exchange.Request.Body!["searches"]!.AsArray().Count)];
        Assert.All(searches.Take(3), count => Assert.Equal(2, count)); // exact and approximate, to compare
        Assert.Equal(1, searches[^1]);
        Assert.False(server.Emulator.Exchanges[^1].Request.Body!["searches"]![0]!["params"]!["exact"]!.GetValue<bool>());
        Assert.Equal(new MeasuredRecall("kind", "value", 3, 1, true), Assert.Single(opened.Recall));
    }

    [Fact]
    public async Task A_host_gets_the_version_that_the_alias_names_and_follows_it()
    {
        EmbeddedVectorIndex first = await index.PublishAsync(Taxonomy, encoder);
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        await using ServiceProvider host = new ServiceCollection()
            .AddEpmRlRetrieval()
            .AddQdrantIndex(index.Options)
            .Services.AddSingleton<ITextEncoder>(encoder)
            .AddSingleton<TimeProvider>(clock)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        var indexes = host.GetRequiredService<IIndexProvider>();
        Assert.Equal(first.Manifest.Version, await ServedAsync());

        EmbeddedVectorIndex second =
            await index.PublishAsync(TestTaxonomies.Random(seed: 6, categories: 3, attributes: 4, values: 6), encoder);
        Assert.Equal(first.Manifest.Version, await ServedAsync()); // it is not time to look
        clock.Advance(index.Options.FollowEvery);
        string seen = "";
        Assert.True(
            SpinWait.SpinUntil(() => (seen = ServedAsync().GetAwaiter().GetResult()) != first.Manifest.Version, TimeSpan.FromMinutes(1)));

        Assert.Equal(second.Manifest.Version, seen);
        Assert.Null(indexes.Problem);
        Assert.NotNull(host.GetRequiredService<AttributeIdentifier>());
        Assert.Contains(index.Options.Alias, host.GetRequiredService<IIndexTarget>().Name);

        async Task<string> ServedAsync()
        {
            using IndexLease lease = await indexes.AcquireAsync();
            return lease.Index.Manifest.Version;
        }
    }

    [Fact]
    public async Task Settings_of_the_configuration_are_bound_and_checked_at_start()
    {
        EmbeddedVectorIndex published = await index.PublishAsync(Taxonomy, encoder);
        await using ServiceProvider host = Configured(index.Options.Alias);
        await using ServiceProvider wrong = Configured("no alias");

        using IndexLease lease = await host.GetRequiredService<IIndexProvider>().AcquireAsync();

        Assert.Equal(published.Manifest.Version, lease.Index.Manifest.Version);
        host.GetRequiredService<IStartupValidator>().Validate();
        Assert.Contains(
            "'no alias' is not 1 to 100 letters",
            Assert.Throws<OptionsValidationException>(wrong.GetRequiredService<IStartupValidator>().Validate).Message);

        ServiceProvider Configured(string alias) => new ServiceCollection()
            .AddEpmRlRetrieval()
            .AddQdrantIndex(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Address"] = index.Options.Address.ToString(),
                ["GrpcPort"] = index.Options.GrpcPort.ToString(CultureInfo.InvariantCulture),
                ["IndexFolder"] = index.Options.IndexFolder,
                ["Alias"] = alias,
                ["ReadTimeout"] = "00:00:20",
            }).Build())
            .Services.AddSingleton<ITextEncoder>(encoder)
            .BuildServiceProvider();
    }

    [Fact]
    public void A_host_logs_that_its_key_crosses_the_network_unencrypted()
    {
        var log = new WarningLog();
        var services = new ServiceCollection();
        services.AddSingleton<ITextEncoder>(encoder);
        services.AddSingleton<ILogger<CurrentQdrantIndex>>(log.CreateLogger<CurrentQdrantIndex>());
        services.AddEpmRlRetrieval()
            .AddQdrantIndex(index.Options with { Address = new Uri("http://qdrant.example:6333"), ApiKey = "secret" });
        using ServiceProvider host = services.BuildServiceProvider();

        _ = host.GetRequiredService<IIndexProvider>();

        string warning = Assert.Single(log.Warnings);
        Assert.Contains("qdrant.example", warning);
        Assert.DoesNotContain("secret", warning);
    }

    private sealed class WarningLog : ILoggerFactory, ILogger
    {
        public List<string> Warnings { get; } = [];

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings.Add(formatter(state, exception));
    }

    [Fact]
    public async Task A_version_of_another_space_does_not_take_the_place_of_one_that_answers()
    {
        EmbeddedVectorIndex first = await index.PublishAsync(Taxonomy, encoder);
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        using var current = new CurrentQdrantIndex(index.Options, encoder.Space, clock);
        using (IndexLease lease = await current.AcquireAsync())
        {
            Assert.Equal(first.Manifest.Version, lease.Index.Manifest.Version);
        }

        await index.PublishAsync(Taxonomy, new HashingEncoder(dimension: 24));
        clock.Advance(index.Options.FollowEvery);
        (await current.AcquireAsync()).Dispose(); // looks where the alias points, once, without being waited for

        Assert.True(SpinWait.SpinUntil(() => current.Problem is not null, TimeSpan.FromMinutes(1)));
        Assert.Contains("hashing-24", current.Problem);
        using IndexLease after = await current.AcquireAsync();
        Assert.Equal(first.Manifest.Version, after.Index.Manifest.Version);
    }
}
