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
            [new ProductProfile { Id = "1", Title = "colour: onyx", Category = provider.GetRequiredService<IndexLease>().Index.Taxonomy.Categories.First(category => category.Attributes.Any(attribute => attribute.Id == "color")).Id }]));
        ValueAnswer color = Assert.Single(result.Attributes.Single(attribute => attribute.AttributeId == "color").Values);
        Assert.Equal(("black", "onyx"), (color.Id, Assert.Single(color.Evidence).Text));
        Assert.Equal("black", (await provider.GetRequiredService<ValueSearch>().SearchAsync("onyx")).Hits[0].ValueId);
    }
}
