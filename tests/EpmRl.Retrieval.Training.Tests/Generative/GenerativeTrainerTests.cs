using System.Text.Json;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Matching.GenAI;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Generative;
using EpmRl.Retrieval.Training.Matching;

namespace EpmRl.Retrieval.Training.Tests.Generative;

/// <summary>Whole runs on the base model, a few steps each.</summary>
[Trait("Category", "Slow")]
public sealed class GenerativeTrainerTests(ITestOutputHelper output) : IDisposable
{
    private readonly ScratchFolder folder = new();

    private static string Base => TestPaths.Shared("models", "gemma-3-270m-en");

    [Fact]
    public async Task A_run_that_was_interrupted_resumes_bit_for_bit_and_reinforcement_starts_from_it()
    {
        GenerativeTrainingOptions options = new()
        {
            Stage = GenerativeStage.Supervised, Pairs = 8, BatchPairs = 2, ValidationPairs = 0, CheckpointInterval = 1, MaxTokens = 24,
            Rank = 4, Alpha = 8,
        };
        string whole = folder["whole"], broken = folder["broken"];

        TrainedGenerator unbroken = await TrainAsync(options, whole, null, TestContext.Current.CancellationToken);
        using (var interrupt = new CancellationTokenSource())
        {
            Task<TrainedGenerator> run = TrainAsync(options, broken, null, interrupt.Token);
            while (!run.IsCompleted && !Directory.Exists(Path.Combine(GenerativeFiles.RunFolderOf(broken), "step-0000002")))
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            await interrupt.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }

        Assert.Contains("of another run", (await Assert.ThrowsAsync<TrainingException>(
            () => TrainAsync(options with { Seed = 2 }, broken, null, TestContext.Current.CancellationToken))).Message,
            StringComparison.Ordinal);
        TrainedGenerator resumed = await TrainAsync(options, broken, null, TestContext.Current.CancellationToken);

        Assert.Equal(4, resumed.Curve.Count);
        Assert.Equal(unbroken.Curve, resumed.Curve);
        Assert.Equal(Adapter(whole), Adapter(broken));
        Assert.True(unbroken.Curve[^1].Loss < unbroken.Curve[0].Loss, "a few answers of one form are learned at once");
        Assert.Contains("has files in it", (await Assert.ThrowsAsync<TrainingException>(
            () => TrainAsync(options, broken, null, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);

        TrainingException early = await Assert.ThrowsAsync<TrainingException>(() => TrainAsync(
            options with { Stage = GenerativeStage.Reinforcement, Samples = 2, HasCurriculum = false }, folder["early"], whole,
            TestContext.Current.CancellationToken));
        Assert.Contains("--stage sft", early.Message, StringComparison.Ordinal);
        TrainedGenerator reinforced = await TrainAsync(
            options with
            {
                Stage = GenerativeStage.Reinforcement, Pairs = 4, Samples = 2, LearningRate = 1e-5, HasCurriculum = false,
                ValidationPairs = 4, WatchedPairs = 0,
            },
            folder["rl"], whole, TestContext.Current.CancellationToken);

        Assert.Equal(2, reinforced.Curve.Count);
        Assert.Equal(4, reinforced.Figures[0].Pairs);
        Assert.All(reinforced.Curve, point => Assert.InRange(point.Drift!.Value, 0, 1e-3));
        Assert.NotEqual(Adapter(whole), Adapter(folder["rl"]));
        using JsonDocument written = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder["rl"], "training.json")));
        Assert.Equal(2, written.RootElement.GetProperty("curve").GetArrayLength());
        Assert.Equal(MatchPrompt.Trained.WithDirectVerdict().Version, MatchPrompt.Load(Path.Combine(whole, MatchPrompt.FileName)).Version);
    }

    public void Dispose() => folder.Dispose();

    private async Task<TrainedGenerator> TrainAsync(
        GenerativeTrainingOptions options, string target, string? from, CancellationToken cancellationToken)
    {
        var rules = AspectRules.Load(AspectRules.ShippedFolder, cancellationToken);
        var data = GenerativeData.Of([await SetAsync(cancellationToken)], rules, MatchPrompt.Trained, options, cancellationToken);
        using GenAITokenizer tokenizer = GenAITokenizer.Open(Base);
        var trainer = new GenerativeTrainer(
            options, new GenerativeFiles(Base, from, target), tokenizer, MatchPrompt.Trained, new RationaleReward(), output.WriteLine);
        return await Task.Run(
            () => trainer.TrainAsync(
                data, TaughtAnswers.Of(data, null, MatchPrompt.Trained, output.WriteLine, cancellationToken), cancellationToken),
            cancellationToken);
    }

    private static byte[] Adapter(string model) => File.ReadAllBytes(Path.Combine(model, GenerativeFiles.AdapterName));

    private static Task<MatchingData> SetAsync(CancellationToken cancellationToken) => MatchingDataReader.ReadAsync(
        TestPaths.Shared("data", "abt-buy"), null, null, _ => { }, cancellationToken);
}
