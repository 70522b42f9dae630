using System.Numerics.Tensors;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Tests.Contrastive;

public sealed class EncoderTrainerTests : IAsyncLifetime
{
    private static readonly EncoderTrainingOptions Options = new()
    {
        Epochs = 6, Layers = 1, BatchListings = 8, Candidates = 6, LearningRate = 5e-3, ValidationShare = 0.2, Threads = 1, MaxTokens = 40,
        Patience = 20,
    };

    private readonly ScratchFolder scratch = new();
    private string model = "";

    public async ValueTask InitializeAsync() => model = await TinyModel.WriteAsync(scratch["tiny"]);

    public ValueTask DisposeAsync()
    {
        scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Training_lowers_the_loss(int layers)
    {
        EncoderTrainingResult result = Trainer(Options with { Layers = layers, Epochs = 12 }).Train(scratch["run"]);
        Assert.Equal(result.Steps, result.Curve.Count);
        Assert.True(
            result.Curve.TakeLast(8).Average(point => point.Loss) < 0.6 * result.Curve.Take(8).Average(point => point.Loss),
            string.Join(' ', result.Curve.Select(point => point.Loss)));
        Assert.Contains(result.Curve, point => point.ValidationF1 == result.BestF1 && point.Step == result.BestStep);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.2, 1)]
    public async Task A_resumed_run_equals_an_uninterrupted_one_bit_for_bit(double validationShare, double remember)
    {
        EncoderTrainer trainer = Trainer(
            Options with { ValidationShare = validationShare, Dropout = 0.1, Epochs = 2, ValidationInterval = 1, Remember = remember });
        EncoderTrainingResult straight = trainer.Train(scratch["straight"]);
        foreach (int stop in (int[])[straight.Steps / 3, straight.Steps / 2])
        {
            Interrupt(trainer, scratch["resumed"], stop);
        }

        EncoderTrainingResult resumed = trainer.Train(scratch["resumed"], resume: true);
        Assert.Equal(straight.Curve, resumed.Curve);
        Assert.Equal((straight.BestStep, straight.BestF1), (resumed.BestStep, resumed.BestF1));
        EncoderManifest one = await trainer.ExportAsync(scratch["straight"], scratch["one"], "same");
        EncoderManifest other = await trainer.ExportAsync(scratch["resumed"], scratch["other"], "same");
        Assert.Equal(one.Files, other.Files);
    }

    [Fact]
    public async Task An_interrupted_run_leaves_a_checkpoint_that_exports_as_a_model_which_passes_its_check()
    {
        EncoderTrainer trainer = Trainer(Options);
        Interrupt(trainer, scratch["run"], after: 5);
        EncoderManifest manifest = await trainer.ExportAsync(scratch["run"], scratch["model"]);

        Assert.Equal("model", manifest.Id);
        Assert.Equal("MIT", manifest.Licence);
        Assert.All(await ModelCheck.RunAsync(scratch["model"], EncoderDevice.Cpu), check => Assert.True(check.Passed, check.ToString()));
        string card = File.ReadAllText(Path.Combine(scratch["model"], "README.md"));
        Assert.Contains("| steps | 5; exported are the weights of step 5 |", card, StringComparison.Ordinal);
        Assert.Contains("| LearningRate | 0.005 |", card, StringComparison.Ordinal);
        Assert.NotEqual(await VectorAsync(model), await VectorAsync(scratch["model"]));
    }

    [Fact]
    public async Task Weights_interpolated_all_the_way_to_the_base_are_the_base_s()
    {
        EncoderTrainer trainer = Trainer(Options with { Interpolation = 0, Epochs = 1 });
        trainer.Train(scratch["run"]);
        await trainer.ExportAsync(scratch["run"], scratch["model"]);
        Assert.Equal(await VectorAsync(model), await VectorAsync(scratch["model"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_remembered_keeps_words_where_the_base_has_them_among_the_values(int layers)
    {
        float[] before = await CosinesAsync(model);
        double[] moved = new double[2];
        foreach ((int run, double remember) in new[] { 0.0, 20 }.Index())
        {
            EncoderTrainer trainer = Trainer(Options with { Layers = layers, ValidationShare = 0, Remember = remember });
            trainer.Train(scratch[$"run-{run}"]);
            await trainer.ExportAsync(scratch[$"run-{run}"], scratch[$"model-{run}"]);
            moved[run] = (await CosinesAsync(scratch[$"model-{run}"])).Zip(before, (after, was) => Math.Abs(after - was)).Average();
        }

        Assert.True(moved[1] < 0.3 * moved[0], $"{moved[0]} without, {moved[1]} with memory");
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused_by_what_differs()
    {
        Interrupt(Trainer(Options), scratch["run"], after: 2);
        var other =
            Assert.Throws<TrainingException>(() => Trainer(Options with { LearningRate = 1e-3 }).Train(scratch["run"], resume: true));
        Assert.Contains("LearningRate was 0.005, is 0.001", other.Message, StringComparison.Ordinal);
        var again = Assert.Throws<TrainingException>(() => Trainer(Options).Train(scratch["run"]));
        Assert.Contains("holds a checkpoint", again.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Trainer(Options with { CheckpointInterval = 3 }).Train(scratch["run"], resume: true).Curve); // changes no step
    }

    [Fact]
    public void A_checkpoint_that_was_changed_is_refused_by_the_file_and_resumes_once_it_is_put_back()
    {
        Interrupt(Trainer(Options), scratch["run"], after: 2);
        string checkpoint = Directory.GetDirectories(scratch["run"]).Single();
        foreach (string name in new[] { "run.json", "network.safetensors", "weights.safetensors", "bank.safetensors" })
        {
            string file = Path.Combine(checkpoint, name);
            byte[] written = File.ReadAllBytes(file);
            byte[] changed = [.. written];
            changed[^20] ^= 1;
            File.WriteAllBytes(file, changed);
            var refused = Assert.Throws<TrainingException>(() => Trainer(Options).Train(scratch["run"], resume: true));
            Assert.Contains($"{file} was changed after it was written", refused.Message, StringComparison.Ordinal);
            File.WriteAllBytes(file, written);
        }

        Assert.NotEmpty(Trainer(Options).Train(scratch["run"], resume: true).Curve);
    }

    [Fact]
    public void Training_stops_when_validations_bring_no_gain()
    {
        // A rate this small changes nothing that F1 could show.
        EncoderTrainingResult result =
            Trainer(Options with { LearningRate = 1e-12, ValidationInterval = 1, Patience = 2 }).Train(scratch["run"]);
        Assert.Equal(3, result.Curve.Count(point => point.ValidationF1 is not null));
        Assert.Equal(result.Steps, result.Curve[^1].Step);
        Assert.Equal(
            result.Steps,
            Trainer(Options with { LearningRate = 1e-12, ValidationInterval = 1, Patience = 2 }).Train(scratch["run"], resume: true).Steps);
    }

    [Theory]
    [InlineData(0, "Epochs")]
    [InlineData(129, "Candidates")]
    public void Options_out_of_range_are_refused_by_name(int value, string name) =>
        Assert.Equal(name, Assert.ThrowsAny<ArgumentOutOfRangeException>(() =>
        Trainer(name == "Epochs" ? Options with { Epochs = value } : Options with { Candidates = value })).ParamName);

    private static void Interrupt(EncoderTrainer trainer, string checkpoints, int after)
    {
        using var source = new CancellationTokenSource();
        var progress = new Watcher(step =>
        {
            if (step.Step == after)
            {
                source.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => trainer.Train(checkpoints, resume: true, progress, source.Token));
    }

    private static async Task<float[]> VectorAsync(string folder)
    {
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(folder, new EncoderOptions { Precision = EncoderPrecision.Fp32 });
        EmbeddingBatch vectors = await encoder.EncodeAsync(["a red shoe, small"]);
        return vectors[0].ToArray();
    }

    private static async Task<float[]> CosinesAsync(string folder)
    {
        string[] words = ["red", "blue", "green", "black", "crimson", "small", "large"];
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(folder, new EncoderOptions { Precision = EncoderPrecision.Fp32 });
        EmbeddingBatch ofWords = await encoder.EncodeAsync(words);
        EmbeddingBatch prompts = await encoder.EncodeAsync([.. words.Select(word => $"A hat with color being {word}")]);
        return [.. Enumerable.Range(0, words.Length).SelectMany(word =>
            Enumerable.Range(0, words.Length).Select(prompt => TensorPrimitives.Dot(ofWords[word].Span, prompts[prompt].Span)))];
    }

    private EncoderTrainer Trainer(EncoderTrainingOptions options) => new(model, ShopData.Taxonomy(), ShopData.Listings(60), options);

    private sealed class Watcher(Action<EncoderTrainingProgress> watch) : IProgress<EncoderTrainingProgress>
    {
        public void Report(EncoderTrainingProgress value) => watch(value);
    }
}
