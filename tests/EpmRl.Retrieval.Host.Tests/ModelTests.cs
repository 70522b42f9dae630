using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Host.Tests;

public sealed class ModelTests(SampleIndex sample)
{
    [Fact]
    public async Task A_host_answers_with_the_calibration_of_the_model_folder_unless_it_takes_the_encoder_only()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("epmrl-model-");
        try
        {
            foreach (string file in Directory.EnumerateFiles(SampleIndex.ModelFolder))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            int encoderOnly = await ValuesAsync(folder.FullName, encoderOnly: true);
            var strict = new { slope = 1, intercept = 0, threshold = 1, review_below = 1, samples = 100 };
            string calibration = JsonSerializer.Serialize(new
            {
                format = 2,
                space = await SpaceAsync(),
                kinds = Enum.GetNames<AttributeKind>().ToDictionary(kind => kind.ToLowerInvariant(), _ => strict),
                attributes = new { },
            });
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "calibration.json"), calibration);

            Assert.True(encoderOnly > 20, $"{encoderOnly} values.");
            Assert.Equal(0, await ValuesAsync(folder.FullName, encoderOnly: false));
            Assert.Equal(encoderOnly, await ValuesAsync(folder.FullName, encoderOnly: true));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_generator_as_encoder_gives_the_vectors_of_the_generator_in_a_space_of_its_own()
    {
        await using ServiceProvider host = HostWithGenerator();
        var encoder = host.GetRequiredService<ITextEncoder>();
        using var wrapped = new GeneratorTextEncoder(GeneratorOf(host), "catalog-l6 v1", encoder.Space.Dimension);
        string[] texts = [.. OutsideBackendTests.Listings().Select(listing => listing.Title)];

        EmbeddingBatch expected = await encoder.EncodeAsync(texts);
        EmbeddingBatch found = await wrapped.EncodeAsync(texts);

        Assert.Equal(texts.Length, found.Count);
        for (int i = 0; i < texts.Length; i++)
        {
            float[] vector = found[i].ToArray();
            Assert.All(expected[i].ToArray().Zip(vector), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
            Assert.Equal(1, vector.Sum(x => (double)x * x), 1e-5);
        }
    }

    [Fact]
    public async Task A_generator_that_gives_other_dimensions_than_stated_is_refused()
    {
        await using ServiceProvider host = HostWithGenerator();
        using var wrapped = new GeneratorTextEncoder(GeneratorOf(host), "catalog-l6 v1", dimension: 7);

        var refused = await Assert.ThrowsAsync<EncoderException>(async () => await wrapped.EncodeAsync(["a"]));

        Assert.Contains("gave 384 dimensions, 7 were stated", refused.Message);
    }

    private ServiceProvider HostWithGenerator() =>
        OutsideBackendTests.HostOf(builder => builder.AddEmbeddedIndex(sample.Folder).AddEmbeddingGenerator());

    private static IEmbeddingGenerator<string, Embedding<float>> GeneratorOf(ServiceProvider host) =>
        host.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

    [Fact]
    public void Everything_that_is_stated_of_a_generator_moves_its_fingerprint()
    {
        using var none = new NoGenerator();
        string[] prints =
        [
            new GeneratorTextEncoder(none, "a", 8).Space.Fingerprint,
            new GeneratorTextEncoder(none, "b", 8).Space.Fingerprint,
            new GeneratorTextEncoder(none, "a", 9).Space.Fingerprint,
            new GeneratorTextEncoder(none, "a", 8, maxTokens: 128).Space.Fingerprint,
            new GeneratorTextEncoder(none, "a", 8, new PromptTemplates { Query = "query: {query}" }).Space.Fingerprint,
            new GeneratorTextEncoder(none, "a", 8, new PromptTemplates { Item = "{title}" }).Space.Fingerprint,
        ];

        Assert.Equal(prints.Length, prints.Distinct().Count());
        Assert.Equal(prints[0], new GeneratorTextEncoder(none, "a", 8).Space.Fingerprint);
    }

    private static async Task<string> SpaceAsync()
    {
        await using ServiceProvider host = OutsideBackendTests.HostOf(_ => { });
        return host.GetRequiredService<ITextEncoder>().Space.Fingerprint;
    }

    private async Task<int> ValuesAsync(string model, bool encoderOnly)
    {
        await using ServiceProvider host = new ServiceCollection().AddEpmRlRetrieval()
            .AddModel(model, options => options.EncoderOnly = encoderOnly)
            .AddEmbeddedIndex(sample.Folder)
            .Services.BuildServiceProvider();
        return (await host.GetRequiredService<AttributeIdentifier>().IdentifyAsync(OutsideBackendTests.Listings()))
            .Sum(result => result.Attributes.Count(attribute => attribute.Status == AnswerStatus.Value));
    }

    private sealed class NoGenerator : Microsoft.Extensions.AI.IEmbeddingGenerator<string, Microsoft.Extensions.AI.Embedding<float>>
    {
        public Task<Microsoft.Extensions.AI.GeneratedEmbeddings<Microsoft.Extensions.AI.Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, Microsoft.Extensions.AI.EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
