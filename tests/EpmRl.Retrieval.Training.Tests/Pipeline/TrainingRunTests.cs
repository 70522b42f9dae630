using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Pipeline;
using EpmRl.Retrieval.Training.Runs;
using EpmRl.Retrieval.Training.Tests.Contrastive;

namespace EpmRl.Retrieval.Training.Tests.Pipeline;

public sealed class TrainingRunTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();
    private string model = "";

    public async ValueTask InitializeAsync() => model = await TinyModel.WriteAsync(scratch["base"]);

    public ValueTask DisposeAsync()
    {
        scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_run_from_code_makes_a_model_folder_that_opens_with_what_it_learned()
    {
        var reports = new List<TrainingProgress>();
        TrainingOutcome outcome = await TrainingRun.RunAsync(Plan("made"), new Watcher(reports.Add));

        Assert.Equal(60, outcome.Pairs.Select(pair => pair.ListingIndex).Distinct().Count());
        Assert.Equal(
            [TrainingStage.Encoder, TrainingStage.Index, TrainingStage.Models, TrainingStage.Answers],
            reports.Select(report => report.Stage).Distinct().Where(stage => stage != TrainingStage.Choice));
        // the final one, and one a fold
        Assert.Equal(3, reports.Where(report => report.Step is not null).Count(report => report.Step!.Step == 1));
        Assert.Equal((120, 120), reports.Where(report => report is { Stage: TrainingStage.Answers, Message: null }).Max(
            report => (report.Done, report.Total)));

        using ModelFolder opened = ModelFolder.Open(scratch["made"]);
        Assert.Equal(outcome.Space.Fingerprint, opened.Space.Fingerprint);
        Assert.NotNull(opened.Model);
        Assert.Equal(outcome.Identification.Calibration!.Attributes.Keys.Order(), opened.Calibration!.Attributes.Keys.Order());
        Assert.True(File.Exists(Path.Combine(scratch["made"], "report.html")));
    }

    [Fact]
    public async Task A_cancelled_run_is_resumed_and_makes_the_model_of_an_uninterrupted_one()
    {
        using var cancel = new CancellationTokenSource();
        var stopAtFold = new Watcher(report =>
        {
            if (report.Message?.StartsWith("Encoder without fold 2", StringComparison.Ordinal) == true)
            {
                cancel.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TrainingRun.RunAsync(Plan("cut"), stopAtFold, cancel.Token));
        Assert.False(Directory.Exists(scratch["cut"]));
        Assert.Contains(
            "Resume it", (await Assert.ThrowsAsync<RunFolderException>(() => TrainingRun.RunAsync(Plan("cut")))).Message,
            StringComparison.Ordinal);

        var reports = new List<TrainingProgress>();
        await TrainingRun.RunAsync(Plan("cut") with { Resume = true }, new Watcher(reports.Add));
        await TrainingRun.RunAsync(Plan("whole"));

        Assert.Equal(1, reports.Count(report => report.Step?.Step == 1)); // what was done is not done again
        foreach (string file in new[] { "model.safetensors", "identification.json", "calibration.json" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(scratch["whole"], file)), File.ReadAllBytes(Path.Combine(scratch["cut"], file)));
        }
    }

    [Fact]
    public async Task A_plan_that_cannot_succeed_is_refused_before_any_work()
    {
        TrainingPlan plan = Plan("made");
        LabelledListing[] strange = [.. plan.Data.Listings.Select(listing => listing with { Category = "boat" })];
        scratch.Write("taken/notes.txt", "mine");

        await RefusedAsync(plan with { Data = plan.Data with { Listings = strange } }, "'boat'");
        await RefusedAsync(plan with { Data = plan.Data with { Listings = [plan.Data.Listings[0]] } }, "two or more");
        await RefusedAsync(plan with { Out = scratch["taken"] }, "exists already");
        Assert.False(Directory.Exists(plan.Run));
    }

    private static async Task RefusedAsync(TrainingPlan plan, string reason) =>
        Assert.Contains(
            reason, (await Assert.ThrowsAsync<TrainingException>(() => TrainingRun.RunAsync(plan))).Message, StringComparison.Ordinal);

    private TrainingPlan Plan(string name)
    {
        LabelledListing[] listings = ShopData.Listings(60);
        using (FileStream file = File.Create(scratch["labels.jsonl"]))
        {
            LabelledListingWriter.Write(listings, file, CancellationToken.None);
        }

        return new TrainingPlan
        {
            Data = new LabelledDataSet
            {
                Name = "shop",
                Format = LabelledDataFormat.TitleAndDescription,
                File = scratch["labels.jsonl"],
                Listings = listings,
                BadRows = [],
            },
            Taxonomy = ShopData.Taxonomy(),
            Base = model,
            Out = scratch[name],
            Run = scratch[name + ".run"],
            Configuration = new TrainingConfiguration
            {
                Run = new RunOptions { EncoderFolds = 2 },
                Encoder = new EncoderTrainingOptions
                {
                    Epochs = 2,
                    Layers = 1,
                    Candidates = 4,
                    BatchListings = 16,
                    MaxTokens = 24,
                    ValidationShare = 0.2,
                },
            },
        };
    }

    private sealed class Watcher(Action<TrainingProgress> watch) : IProgress<TrainingProgress>
    {
        private readonly Lock gate = new();

        public void Report(TrainingProgress value)
        {
            lock (gate)
            {
                watch(value);
            }
        }
    }
}
