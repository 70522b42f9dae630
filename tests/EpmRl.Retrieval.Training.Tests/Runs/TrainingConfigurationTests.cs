using System.Reflection;
using System.Text.Json;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Tests.Runs;

public sealed class TrainingConfigurationTests : IDisposable
{
    // The run's seed is everybody's; threads are the machine's.
    private static readonly string[] NotInTheFile =
        ["Encoder.Seed", "Encoder.Threads", "Encoder.Device", "Distillation.Seed", "Distillation.Threads"];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_file_gives_back_the_configuration_that_wrote_it()
    {
        var written = new TrainingConfiguration
        {
            Run = new() { Seed = 7, Folds = 3, FoldsByShop = true },
            Encoder = new() { Epochs = 2, LearningRate = 1.5e-5, Interpolation = 0.25 },
            Calibration = new() { Precision = 0.97 },
        };

        Assert.Equal(written, Read(written.ToYaml()));
        Assert.Equal(new TrainingConfiguration(), Read("format: 1\n"));
    }

    [Fact]
    public void Every_option_is_in_the_file_under_its_own_name()
    {
        string yaml = new TrainingConfiguration().ToYaml();

        foreach (PropertyInfo section in typeof(TrainingConfiguration).GetProperties())
        {
            string[] missing =
            [
                .. section.PropertyType.GetProperties().Where(option => option.SetMethod is not null)
                    .Select(option => $"{section.Name}.{option.Name}")
                    .Where(option => !NotInTheFile.Contains(option) && !yaml.Contains(
                        $"\n  {JsonNamingPolicy.SnakeCaseLower.ConvertName(option.Split('.')[1])}: ", StringComparison.Ordinal)),
            ];
            Assert.Empty(missing);
        }
    }

    [Theory]
    [InlineData("encoder:\n  epoch: 3\n", 3, "'encoder' has the unknown key 'epoch'. Closest: 'epochs'.")]
    [InlineData("encodr:\n  epochs: 3\n", 2, "unknown key 'encodr'. Closest: 'encoder'.")]
    [InlineData("encoder:\n  epochs: 0\n", 3, "'epochs' is the text '0'. Expected a whole number from 1.")]
    [InlineData("encoder:\n  epochs: 3\n  views: 1.5\n", 4, "'views' is 1.5. Expected a number from 0 to 1.")]
    [InlineData("encoder:\n  temperature: 0\n", 3, "'temperature' is 0. Expected a number above 0.")]
    [InlineData("calibration:\n  precision: ninety\n", 3, "'precision' is the text 'ninety'. Expected a number.")]
    [InlineData("calibration:\n  precision: 97\n", 3, "Expected a number above 0 to 1.")]
    [InlineData("run: 5\n", 2, "'run' is the text '5'. Expected a map.")]
    public void A_mistake_is_reported_with_its_line(string text, int line, string expected)
    {
        FileFormatException thrown = Assert.Throws<FileFormatException>(() => Read("format: 1\n" + text));

        FileProblem problem = Assert.Single(thrown.Problems);
        Assert.Equal(line, problem.Line);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        FileFormatException thrown = Assert.Throws<FileFormatException>(() => Read("run:\n  seed: -1\nencoder:\n  layers: none\n"));

        Assert.Equal(3, thrown.Problems.Count);
    }

    private TrainingConfiguration Read(string text) => TrainingConfiguration.Read(scratch.Write("train.yaml", text));
}
