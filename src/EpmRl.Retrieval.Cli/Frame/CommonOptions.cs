using System.CommandLine;
using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Options that several commands share, each with one spelling and one description.</summary>
internal static class CommonOptions
{
    /// <summary><c>--quiet</c>, for every command.</summary>
    public static Option<bool> Quiet { get; } = new EnvironmentOption<bool>(
        "EPMRL_QUIET", "--quiet", "-q") { Description = "Print errors only, no messages and no progress.", Recursive = true };

    /// <summary><c>--index</c>: the folder of an index.</summary>
    public static Option<string> Index(bool required = true) => new EnvironmentOption<string>("EPMRL_INDEX", "--index", "-x")
    {
        Description = "Folder of the index.",
        HelpName = "folder",
        Required = required,
    };

    /// <summary><c>--model</c>: the folder of an encoder; <see cref="ModelPath"/> finds it when it is not given.</summary>
    public static Option<string?> Model() => new EnvironmentOption<string?>("EPMRL_MODEL", "--model", "-m")
    {
        Description = $"Folder of the encoder's model. [default: {ModelPath.Default}, looked up from here and next to the program]",
        HelpName = "folder",
    };

    /// <summary><c>--input</c>: a file, or <c>-</c> for stdin.</summary>
    public static Option<string> Input() => new("--input", "-i")
    {
        Description = "File to read, - for stdin.",
        HelpName = "file|-",
        DefaultValueFactory = _ => "-",
    };

    /// <summary><c>--output</c>: a file, or <c>-</c> for stdout.</summary>
    public static Option<string> Output() => new("--output", "-o")
    {
        Description = "File to write, - for stdout.",
        HelpName = "file|-",
        DefaultValueFactory = _ => "-",
    };

    /// <summary><c>--texts</c>: where labels that name their listings by source and id find the texts.</summary>
    public static Option<string?> Texts() => new("--texts")
    {
        Description = "Folder of the tables that labels name as 'source', where rows have no text of their own.",
        HelpName = "folder",
    };

    /// <summary><c>--json</c>: machine-readable output.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON for programs instead of text for people." };

    /// <summary><c>--precision</c>: the form of the encoder's weights.</summary>
    public static Option<string> Precision()
    {
        var option = new EnvironmentOption<string>("EPMRL_PRECISION", "--precision")
        {
            Description = "Number form of the encoder's weights; auto takes the index's, or the one that suits the processor.",
            DefaultValueFactory = _ => "auto",
        };
        option.AcceptOnlyFromAmong("auto", "fp32", "fp16", "int8");
        return option;
    }

    /// <summary><c>--device</c>: where the encoder runs.</summary>
    public static Option<string> Device() => DeviceOf(
        "Where the encoder runs: auto, cpu, cuda or cuda:1. Cuda fails where there is none; auto falls back and says so.", "auto");

    /// <summary><c>--device</c>: where the encoder is trained.</summary>
    public static Option<string> TrainingDevice() => DeviceOf(
        "Where the steps of the encoder's training are computed: cpu, cuda or cuda:1. Cuda fails where there is none.", "cpu");

    /// <summary><c>--device</c>: the device to measure.</summary>
    public static Option<string> MeasuredDevice()
    {
        Option<string> option = DeviceOf("The device measured: cpu, cuda or cuda:1. Cuda fails where there is none.", "cpu");
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() == "auto")
            {
                result.AddError("--device: expected cpu or cuda, as a measurement names its device.");
            }
        });
        return option;
    }

    private static Option<string> DeviceOf(string description, string standard)
    {
        var option = new EnvironmentOption<string>("EPMRL_DEVICE", "--device")
        {
            Description = description,
            HelpName = "device",
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            try
            {
                EncoderDevice.Parse(result.GetValueOrDefault<string>());
            }
            catch (FormatException exception)
            {
                result.AddError($"--device: {exception.Message}");
            }
        });
        return option;
    }
}
