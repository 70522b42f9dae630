using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Host.Tests;

public sealed class OutsideBackendTests(SampleIndex sample)
{
    [Fact]
    public async Task A_backend_outside_the_solution_answers_as_the_embedded_index_does()
    {
        await using ServiceProvider outside = HostOf(builder => builder.Services.AddSingleton<IIndexProvider>(sample.InMemory));
        await using ServiceProvider embedded = HostOf(builder => builder.AddEmbeddedIndex(sample.Folder));
        IReadOnlyList<ProductProfile> listings = Listings();

        IReadOnlyList<TagResult> found = await outside.GetRequiredService<AttributeIdentifier>().IdentifyAsync(listings);
        IReadOnlyList<TagResult> expected = await embedded.GetRequiredService<AttributeIdentifier>().IdentifyAsync(listings);

        Assert.NotEmpty(found.SelectMany(result => result.Attributes).SelectMany(attribute => attribute.Values));
        Assert.Equal(expected.Select(Answers), found.Select(Answers));
        Assert.Equal(
            (await embedded.GetRequiredService<ValueSearch>().SearchAsync("navy blu")).Hits.Select(hit => (hit.AttributeId, hit.ValueId)),
            (await outside.GetRequiredService<ValueSearch>().SearchAsync("navy blu")).Hits.Select(hit => (hit.AttributeId, hit.ValueId)));
    }

    [Fact]
    public async Task A_lease_of_an_outside_backend_calls_its_release_once()
    {
        int released = 0;
        using IndexLease current = await sample.InMemory.AcquireAsync();
        var lease = new IndexLease(current.Index, () => released++);

        lease.Dispose();
        lease.Dispose();

        Assert.Equal(1, released);
        Assert.Throws<ObjectDisposedException>(() => lease.Index);
    }

    internal static ServiceProvider HostOf(Action<Hosting.IEpmRlRetrievalBuilder> addIndex)
    {
        var services = new ServiceCollection();
        addIndex(services.AddEpmRlRetrieval().AddModel(SampleIndex.ModelFolder, model => model.Threads = 1));
        return services.BuildServiceProvider(validateScopes: true);
    }

    internal static IReadOnlyList<ProductProfile> Listings() => [.. File.ReadLines(Project.Path("samples", "products.jsonl"))
        .Take(20)
        .Select(line => JsonSerializer.Deserialize<ProductProfile>(line, JsonSerializerOptions.Web)!)];

    private static string Answers(TagResult result) => string.Join(
        "; ", result.Attributes.Select(
            attribute => $"{attribute.AttributeId}={string.Join(',', attribute.Values.Select(value => value.Label))}"));
}
