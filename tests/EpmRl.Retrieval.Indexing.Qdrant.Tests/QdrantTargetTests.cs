using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

public sealed class QdrantTargetTests : IAsyncLifetime
{
    private static readonly ProductTaxonomy Taxonomy = TestTaxonomies.Random(seed: 2, categories: 6, attributes: 8, values: 12);
    private const int BatchPoints = 20;

    private readonly HashingEncoder encoder = new(dimension: 16);
    private TestServer server = null!;
    private ServedIndex index = null!;
    private QdrantTarget target = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        index = new ServedIndex(server);
        index.Options = index.Options with { BatchPoints = BatchPoints };
        target = new QdrantTarget(index.Options);
    }

    public async ValueTask DisposeAsync()
    {
        target.Dispose();
        await index.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_version_is_seen_only_when_it_was_loaded_and_the_alias_was_moved_by_one_action()
    {
        using EmbeddedVectorIndex version = await index.BuildAsync(Taxonomy, encoder);
        string name = version.Manifest.Version;

        Assert.Null(await target.CurrentAsync());
        Assert.Empty(await target.VersionsAsync());
        Assert.Contains(
            "was not loaded completely",
            (await Assert.ThrowsAsync<IndexFormatException>(async () => await target.SwapAsync(name))).Message);
        await target.LoadAsync(version);
        Assert.Equal([name], await target.VersionsAsync());
        Assert.Null(await target.CurrentAsync());
        Assert.Contains(
            "no alias", (await Assert.ThrowsAsync<IndexFormatException>(() => QdrantVectorIndex.OpenAsync(index.Options))).Message);
        Assert.Empty(await target.VerifyAsync(version));
        await target.SwapAsync(name);

        Assert.Equal(name, await target.CurrentAsync());
        RecordedExchange move = server.Emulator!.Exchanges.Single(
            exchange => exchange.Request.Path.StartsWith("/collections/aliases", StringComparison.Ordinal));
        Assert.Equal("create_alias", Assert.Single(Assert.Single(move.Request.Body!["actions"]!.AsArray())!.AsObject()).Key);
    }

    [Fact]
    public async Task Payload_indexes_are_made_before_the_first_point()
    {
        using EmbeddedVectorIndex version = await index.BuildAsync(Taxonomy, encoder);
        await target.LoadAsync(version);

        RecordedExchange[] writes = [.. server.Emulator!.Exchanges.Where(exchange => exchange.Request.Method == "PUT")];
        Assert.Equal(
            PayloadFields.Indexed,
            writes.Skip(1).Take(PayloadFields.Indexed.Count).Select(write => write.Request.Body!["field_name"]!.GetValue<string>()));
        Assert.True(writes[1].Request.Body!["field_schema"]!["is_tenant"]!.GetValue<bool>());
        Assert.All(writes.Skip(1 + PayloadFields.Indexed.Count), write => Assert.NotNull(write.Request.Body!["points"]));
        Assert.True(writes[0].Request.Body!["strict_mode_config"]!["enabled"]!.GetValue<bool>());
        Assert.False(writes[0].Request.Body!["strict_mode_config"]!["unindexed_filtering_retrieve"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Loading_again_sends_no_point_and_a_load_that_was_cut_short_sends_only_what_is_missing()
    {
        using EmbeddedVectorIndex version = await index.BuildAsync(Taxonomy, encoder);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await target.LoadAsync(version, new StopAfter(stop, 2 * BatchPoints), stop.Token));
        int sent = Upserts();
        Assert.Equal(2, sent);
        Assert.Contains(
            "loaded completely",
            (await Assert.ThrowsAsync<IndexFormatException>(async () => await target.SwapAsync(version.Manifest.Version))).Message);

        await target.LoadAsync(version);
        int all = (int)((version.Manifest.Vectors + BatchPoints - 1) / BatchPoints);
        Assert.Equal(all, Upserts());
        Assert.Empty(await target.VerifyAsync(version));
        await target.LoadAsync(version);
        Assert.Equal(all, Upserts());
    }

    [Theory]
    [InlineData("points/delete?wait=true", """{"points":["ID"]}""")]
    [InlineData("points/payload?wait=true", """{"payload":{"content_hash":"0"},"points":["ID"]}""")]
    [InlineData("points/payload?wait=true", """{"payload":{"scope":"elsewhere"},"points":["ID"]}""")]
    public async Task Verifying_finds_a_point_that_is_lost_or_changed(string path, string body)
    {
        ProductTaxonomy small = TestTaxonomies.Small();
        using EmbeddedVectorIndex version = await index.BuildAsync(small, encoder);
        await target.LoadAsync(version);
        Assert.Empty(await target.VerifyAsync(version));
        string id = PointIds.Of(version.Rows().First(row => row.Kind == IndexRowKind.Value));
        using var client = new HttpClient { BaseAddress = server.At.Rest };
        using HttpResponseMessage changed = await client.PostAsync(
            $"collections/{index.CollectionOf(version)}/{path}",
            new StringContent(body.Replace("ID", id, StringComparison.Ordinal), null, "application/json"));
        Assert.True(changed.IsSuccessStatusCode);

        Assert.NotEmpty(await target.VerifyAsync(version));
        server.Emulator!.ClearExchanges(); // requests of the test itself are not calls of the adapter
    }

    [Fact]
    public async Task A_collection_of_that_name_with_something_else_in_it_is_left_alone()
    {
        using EmbeddedVectorIndex version = await index.BuildAsync(Taxonomy, encoder);
        using QdrantServer own = index.Server();
        await own.Collections.CreateAsync(
            index.CollectionOf(version), CollectionMetadata.Of(index.Options.Alias, version.Manifest) with { Space = "another" },
            CancellationToken.None);

        Assert.Contains("another", (await Assert.ThrowsAsync<IndexFormatException>(async () => await target.LoadAsync(version))).Message);
        Assert.Contains("another", Assert.Single(await target.VerifyAsync(version)));
    }

    [Fact]
    public async Task Going_back_is_a_swap_and_what_readers_see_cannot_be_removed()
    {
        using EmbeddedVectorIndex first = await index.PublishAsync(Taxonomy, encoder);
        using EmbeddedVectorIndex second =
            await index.PublishAsync(TestTaxonomies.Random(seed: 3, categories: 6, attributes: 8, values: 12), encoder);
        string one = first.Manifest.Version, two = second.Manifest.Version;

        Assert.Equal([one, two], await target.VersionsAsync());
        Assert.Equal(two, await target.CurrentAsync());
        await target.SwapAsync(one);
        Assert.Equal(one, await target.CurrentAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await target.RemoveAsync(one));
        await target.RemoveAsync(two);
        await target.RemoveAsync(two);
        Assert.Equal([one], await target.VersionsAsync());
        Assert.Equal(one, await target.CurrentAsync());
    }

    [Fact]
    public async Task Another_alias_of_which_this_one_is_the_beginning_keeps_its_versions()
    {
        await using var other = new ServedIndex(server, index.Options.Alias + "-eu");
        using EmbeddedVectorIndex mine = await index.PublishAsync(Taxonomy, encoder);
        using EmbeddedVectorIndex theirs = await other.PublishAsync(Taxonomy, encoder);

        Assert.Equal([mine.Manifest.Version], await target.VersionsAsync());
        await target.RemoveAsync("eu-" + theirs.Manifest.Version);
        using var again = new QdrantTarget(other.Options);
        Assert.Equal([theirs.Manifest.Version], await again.VersionsAsync());
    }

    [Fact]
    public async Task A_swap_waits_for_the_optimisers_and_wakes_those_that_a_restart_left_asleep()
    {
        await using TestServer slow =
            await TestServer.StartAsync(new QdrantEmulatorOptions { OptimizationTime = TimeSpan.FromMilliseconds(700) });
        await using var busy = new ServedIndex(slow);
        using var writer = new QdrantTarget(busy.Options);
        using EmbeddedVectorIndex version = await busy.BuildAsync(Taxonomy, encoder);
        await writer.LoadAsync(version);
        using QdrantServer own = busy.Server();
        using var client = new HttpClient { BaseAddress = slow.At.Rest };
        await client.PatchAsync(
            $"collections/{busy.CollectionOf(version)}",
            new StringContent("""{"optimizers_config":{"indexing_threshold":1}}""", null, "application/json"));
        Assert.Equal(CollectionStatus.Yellow, (await own.Collections.GetAsync(busy.CollectionOf(version), CancellationToken.None)).Status);
        await slow.Emulator!.RestartAsync();
        Assert.Equal(CollectionStatus.Grey, (await own.Collections.GetAsync(busy.CollectionOf(version), CancellationToken.None)).Status);

        await writer.SwapAsync(version.Manifest.Version);

        Assert.Equal(CollectionStatus.Green, (await own.Collections.GetAsync(busy.CollectionOf(version), CancellationToken.None)).Status);
        Assert.Empty(await writer.VerifyAsync(version));
        slow.Emulator.ClearExchanges();
    }

    [Fact]
    public async Task Points_that_are_missing_when_nothing_is_left_to_do_stop_the_swap()
    {
        using EmbeddedVectorIndex version = await index.BuildAsync(Taxonomy, encoder);
        await target.LoadAsync(version);
        using var client = new HttpClient { BaseAddress = server.At.Rest };
        await client.PostAsync(
            $"collections/{index.CollectionOf(version)}/points/delete?wait=true",
            new StringContent($$"""{"points":["{{PointIds.Of(version.Rows().First())}}"]}""", null, "application/json"));

        Assert.Contains("points",
            (await Assert.ThrowsAsync<IndexFormatException>(async () => await target.SwapAsync(version.Manifest.Version))).Message);
        Assert.Null(await target.CurrentAsync());
        server.Emulator!.ClearExchanges();
    }

    [Fact]
    public async Task A_version_without_a_single_vector_can_be_published()
    {
        using EmbeddedVectorIndex version = await index.PublishAsync(new ProductTaxonomy("empty", "1", [], []), encoder);
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);

        Assert.Equal(0, version.Manifest.Vectors);
        Assert.Empty(await opened.SearchAsync(encoder.Encode("w1"), ValueFilter.None, 5));
        Assert.Empty(await opened.ScoreCategoriesAsync(encoder.Encode("w1"), 5));
    }

    private int Upserts() =>
        server.Emulator!.Exchanges.Count(exchange => exchange.Request is { Method: "PUT" } && exchange.Request.Body?["points"] is not null);

    private sealed class StopAfter(CancellationTokenSource stop, long points) : IProgress<IndexBuildProgress>
    {
        public void Report(IndexBuildProgress value)
        {
            Assert.Equal(IndexBuildPhase.Loading, value.Phase);
            if (value.Done >= points)
            {
                stop.Cancel();
            }
        }
    }
}
