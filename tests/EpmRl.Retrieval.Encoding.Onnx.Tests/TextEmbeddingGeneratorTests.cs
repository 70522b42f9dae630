using EpmRl.Retrieval.TestKit;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

public sealed class TextEmbeddingGeneratorTests : IDisposable
{
    private static readonly string[] Texts = ["Norvik laptop 16GB RAM", "", "Café table"];

    private readonly ServiceProvider services = new ServiceCollection()
        .AddEpmRlRetrieval()
        .AddModel(TestPaths.InProject("models", "catalog-l6"))
        .AddEmbeddingGenerator()
        .Services
        .BuildServiceProvider();

    private IEmbeddingGenerator<string, Embedding<float>> Generator =>
        services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

    [Fact]
    public async Task A_host_gets_the_vectors_of_the_encoder_in_the_order_of_the_texts()
    {
        EmbeddingBatch expected = await services.GetRequiredService<ITextEncoder>().EncodeAsync(Texts);

        GeneratedEmbeddings<Embedding<float>> found = await Generator.GenerateAsync(Texts);

        Assert.Equal(Texts.Length, found.Count);
        for (int i = 0; i < Texts.Length; i++)
        {
            Assert.Equal(expected[i].ToArray(), found[i].Vector.ToArray());
            Assert.Equal("catalog-l6", found[i].ModelId);
        }
    }

    [Fact]
    public void The_generator_names_its_model_and_dimension_and_leads_to_its_encoder()
    {
        ITextEncoder encoder = services.GetRequiredService<ITextEncoder>();

        EmbeddingGeneratorMetadata metadata = Generator.GetService<EmbeddingGeneratorMetadata>()!;

        Assert.Equal(("catalog-l6", encoder.Space.Dimension), (metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(encoder, Generator.GetService<ITextEncoder>());
        Assert.Same(Generator, services.GetRequiredService<IEmbeddingGenerator>());
        Assert.Null(Generator.GetService(typeof(ITextEncoder), "another"));
    }

    [Fact]
    public async Task Options_that_ask_for_another_model_or_dimension_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Generator.GenerateAsync(Texts, new() { Dimensions = 7 }));
        await Assert.ThrowsAsync<ArgumentException>(() => Generator.GenerateAsync(Texts, new() { ModelId = "other" }));
        Assert.Single(await Generator.GenerateAsync(["a"], new() { Dimensions = 384, ModelId = "catalog-l6" }));
    }

    [Fact]
    public async Task Disposing_the_generator_leaves_the_encoder_alive()
    {
        Generator.Dispose();

        Assert.Single(await Generator.GenerateAsync(["a"]));
    }

    public void Dispose() => services.Dispose();
}
