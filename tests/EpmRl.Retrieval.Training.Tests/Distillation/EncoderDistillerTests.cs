using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Distillation;
using EpmRl.Retrieval.Training.Tests.Contrastive;

namespace EpmRl.Retrieval.Training.Tests.Distillation;

public sealed class EncoderDistillerTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_smaller_encoder_comes_near_the_vectors_of_the_larger_and_passes_its_check()
    {
        string teacher = await TinyModel.WriteAsync(scratch["tiny"]);
        var losses = new List<double>();
        var progress = new Losses(losses);
        var options = new DistillationOptions { Layers = 1, Epochs = 40, BatchTokens = 200, LearningRate = 5e-3, Threads = 1 };
        DistillationResult result =
            await new EncoderDistiller(teacher, options).DistillAsync(Texts(), scratch["small"], "small-1", progress);

        Assert.Equal(result.Steps, losses.Count);
        Assert.True(losses.TakeLast(5).Average() < 0.5 * losses.Take(5).Average(), $"{losses[0]} … {losses[^1]}");
        Assert.InRange(result.MeanCosine, 1 - losses[0], 1);
        Assert.All(await ModelCheck.RunAsync(scratch["small"], EncoderDevice.Cpu), check => Assert.True(check.Passed, check.ToString()));
        using EncoderModel small = EncoderModel.Open(scratch["small"]);
        Assert.Equal(1, small.Weights.Configuration.Layers);
    }

    [Theory]
    [InlineData("encoder.layer.0.output.dense.weight", "encoder.layer.1.output.dense.weight")]
    [InlineData("encoder.layer.2.output.dense.weight", "encoder.layer.5.output.dense.weight")]
    [InlineData("embeddings.LayerNorm.bias", "embeddings.LayerNorm.bias")]
    public void A_student_of_three_layers_begins_as_every_second_layer_of_six(string name, string source) =>
        Assert.Equal(source, DistillationNetwork.SourceOf(name, large: 6, small: 3));

    [Fact]
    public async Task As_many_layers_as_the_teacher_s_and_too_few_texts_are_refused()
    {
        string teacher = await TinyModel.WriteAsync(scratch["tiny"]);
        await Assert.ThrowsAsync<TrainingException>(() =>
            new EncoderDistiller(teacher, new DistillationOptions { Layers = 2 }).DistillAsync(Texts(), scratch["small"]));
        var error = await Assert.ThrowsAsync<TrainingException>(() =>
            new EncoderDistiller(teacher, new DistillationOptions { Layers = 1 }).DistillAsync(["a", "b"], scratch["small"]));
        Assert.StartsWith("2 texts are too few", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scratch["small"]));
    }

    private static IReadOnlyList<string> Texts() => DistillationTexts.Of(
        new PromptTemplates(), ShopData.Taxonomy(), ShopData.Listings(60).Select(listing => listing.Profile));

    private sealed class Losses(List<double> losses) : IProgress<EncoderTrainingProgress>
    {
        public void Report(EncoderTrainingProgress value) => losses.Add(value.Loss);
    }
}
