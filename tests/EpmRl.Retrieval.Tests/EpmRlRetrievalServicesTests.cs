using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Tests;

public sealed class EpmRlRetrievalServicesTests
{
    [Fact]
    public async Task A_host_gets_an_identifier_and_a_search_over_the_index_it_names()
    {
        using var folder = new ScratchFolder();
        await new IndexBuilder(folder["index"]).BuildAsync(TestTaxonomies.Small(), new HashingEncoder());
        await using ServiceProvider provider = new ServiceCollection()
            .AddEpmRlRetrieval(options => options.IndexFolder = folder["index"])
            .AddSingleton<ITextEncoder>(new HashingEncoder())
            .BuildServiceProvider();
        TagResult result = Assert.Single(await provider.GetRequiredService<AttributeIdentifier>().IdentifyAsync(
            [new ProductProfile { Id = "1", Title = "colour: onyx", Category = provider.GetRequiredService<IndexLease>().Index.Taxonomy.Categories[0].Id }]));
        Assert.Equal("1", result.ListingId);
        Assert.NotEmpty((await provider.GetRequiredService<ValueSearch>().SearchAsync("onyx")).Hits);
    }
}
