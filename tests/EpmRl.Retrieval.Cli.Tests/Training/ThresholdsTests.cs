using System.Text.Json;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Training;

[Collection(nameof(SampleIndex))]
public sealed class ThresholdsTests(SampleIndex index) : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Fitted_thresholds_are_part_of_the_model_and_tag_uses_them_unless_asked_not_to()
    {
        string model = Model();
        string plain = (await TagAsync(model)).Output;

        CliResult fit = await FitAsync(model, "--precision", "0.99");

        Assert.True(fit.ExitCode == 0, fit.Error);
        Assert.Contains("pooled", fit.Output, StringComparison.Ordinal);
        Assert.Contains("for precision 0.99", fit.Error, StringComparison.Ordinal);
        string fitted = (await TagAsync(model)).Output;
        Assert.NotEqual(plain, fitted);
        Assert.Equal(plain, (await TagAsync(model, "--no-learned")).Output);
        Assert.Equal(fitted, (await TagAsync(SampleIndex.Model, "--calibration", Path.Combine(model, "calibration.json"))).Output);
    }

    [Fact]
    public async Task A_calibration_of_another_space_is_refused_by_tag_and_found_by_doctor()
    {
        string model = Model();
        File.WriteAllText(
            Path.Combine(model, "calibration.json"), """{"format":2,"space":"0123456789abcdef","kinds":{},"attributes":{}}""");

        CliResult tag = await TagAsync(model);
        CliResult doctor = await Cli.RunAsync("doctor", "--model", model, "--index", index.Path);

        Assert.Equal((5, 5), (tag.ExitCode, doctor.ExitCode));
        Assert.Contains("was fitted in space 0123456789abcdef", tag.Error, StringComparison.Ordinal);
        Assert.Contains("--no-learned", tag.Error, StringComparison.Ordinal);
        Assert.Contains("0123456789abcdef", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_is_written_where_asked_and_holds_a_curve_for_each_labelled_attribute()
    {
        CliResult fit = await FitAsync(Model(), "--out", folder["deep/c.json"]);

        Assert.True(fit.ExitCode == 0, fit.Error);
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(folder["deep/c.json"]));
        Assert.True(file.RootElement.GetProperty("attributes").EnumerateObject().Count() > 20);
        Assert.False(File.Exists(folder["model/calibration.json"]));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("97")]
    public async Task A_precision_that_is_not_a_share_is_refused(string precision)
    {
        CliResult fit = await FitAsync(SampleIndex.Model, "--precision", precision);

        Assert.Equal(2, fit.ExitCode);
        Assert.Contains("expected a share above 0 and up to 1", fit.Error, StringComparison.Ordinal);
    }

    private Task<CliResult> FitAsync(string model, params string[] more) => Cli.RunAsync(
        ["thresholds", "fit", "--model", model, "--data", SampleLabels.Write(folder), "--index", index.Path, .. more]);

    private Task<CliResult> TagAsync(string model, params string[] more) => Cli.RunAsync(
        ["tag", "--index", index.Path, "--model", model, "--input", SampleIndex.Listings, .. more]);

    // The shipped model's files under another folder, so that a test may add to it.
    private string Model()
    {
        Directory.CreateDirectory(folder["model"]);
        foreach (string file in Directory.GetFiles(SampleIndex.Model))
        {
            File.Copy(file, Path.Combine(folder["model"], Path.GetFileName(file)));
        }

        return folder["model"];
    }
}
