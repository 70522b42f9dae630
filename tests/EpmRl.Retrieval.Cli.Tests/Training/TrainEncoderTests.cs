using System.Xml.Linq;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Training;

[Trait("Category", "Slow")]
public sealed class TrainEncoderTests : IDisposable
{
    // As little as makes a step of every kind.
    private const string Quick = """
        format: 1
        run: {folds: 2, encoder_folds: 2}
        encoder: {epochs: 1, layers: 1, max_tokens: 24, candidates: 4, batch_listings: 8, validation_share: 0.2, validation_interval: 1, checkpoint_interval: 1}
        distillation: {layers: 2, epochs: 1, max_tokens: 24}

        """;

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Everything_is_trained_and_the_model_checks_and_tags()
    {
        CliResult trained = await Cli.RunAsync(Args());

        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("Encoder without fold 2 of 2", trained.Error, StringComparison.Ordinal);
        Assert.Contains("Out of fold: F1 ", trained.Output, StringComparison.Ordinal);
        XDocument report = XDocument.Load(folder["model/report.html"]);
        // whichever pays; with so few labels either may
        bool baseIsKept = trained.Error.Contains("The base's encoder is kept", StringComparison.Ordinal);
        Assert.Contains("F1 out of fold:", trained.Error, StringComparison.Ordinal);
        Assert.Equal(!baseIsKept, report.Descendants("h2").Any(title => title.Value == "Encoder: loss"));
        Assert.DoesNotContain("flattered", report.Root!.Value, StringComparison.Ordinal);
        Assert.Equal(
            baseIsKept, File.ReadAllBytes(Path.Combine(SampleIndex.Model, "model.safetensors"))
                .SequenceEqual(File.ReadAllBytes(folder["model/model.safetensors"])));
        Assert.Equal(0, (await Cli.RunAsync("model", "check", "--model", folder["model"])).ExitCode);
        CliResult tagged = await Cli.RunAsync(
            "tag", "--index", folder[baseIsKept ? "model.run/index-base" : "model.run/index"], "--model", folder["model"], "--input",
            SmallSample.Write(folder).Listings, "--limit", "3");
        Assert.True(tagged.ExitCode == 0, tagged.Error);
    }

    [Fact]
    public async Task An_encoder_alone_is_trained_and_made_smaller()
    {
        CliResult trained = await Cli.RunAsync(Args("--only", "encoder", "--distill"));

        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("into 2 layers", trained.Error, StringComparison.Ordinal);
        Assert.Contains("\"num_hidden_layers\": 2", File.ReadAllText(folder["model/config.json"]), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["model/calibration.json"]));
    }

    [Fact]
    public async Task An_interrupted_run_keeps_its_checkpoint_and_is_resumed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs POSIX signals.");
        string[] args = Args("--only", "encoder");
        using (EpmrlProcess process = EpmrlProcess.Start(folder.Path, args))
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            string checkpoints = folder["model.run/encoder-checkpoints"];
            while (!process.HasExited && !(Directory.Exists(checkpoints) && Directory.EnumerateFileSystemEntries(checkpoints).Any()))
            {
                await Task.Delay(5, patience.Token);
            }

            process.Interrupt();
            CliResult interrupted = await process.WaitAsync();
            Assert.True(interrupted.ExitCode == 130, interrupted.Error);
            Assert.Contains("Resume with the same command and --resume", interrupted.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(folder["model"]));
        CliResult other = await Cli.RunAsync([.. args, "--resume", "--seed", "2"]);
        Assert.Contains("the configuration changed since", other.Error, StringComparison.Ordinal);
        CliResult resumed = await Cli.RunAsync([.. args, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains("Resuming the run", resumed.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["model/encoder.json"]));
    }

    private string[] Args(params string[] more)
    {
        SmallSample small = SmallSample.Write(folder);
        return
        [
            "train", "--data", small.Labels, "--taxonomy", small.Taxonomy, "--base", SampleIndex.Model, "--out", folder["model"],
            "--config", folder.Write("train.yaml", Quick), .. more,
        ];
    }
}
