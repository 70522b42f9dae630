using System.CommandLine;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>The options that choose an encoder, and its opening.</summary>
internal sealed class EncoderOptionSet
{
    private readonly Option<string?> model = CommonOptions.Model();
    private readonly Option<string> precision = CommonOptions.Precision();
    private readonly Option<string> device = CommonOptions.Device();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(model);
        command.Add(precision);
        command.Add(device);
    }

    /// <summary>The model's folder that a command line asks for.</summary>
    public string FolderOf(ParseResult parsed) => ModelPath.Resolve(parsed.GetValue(model));

    /// <summary>The same choice as arguments for another command.</summary>
    public IReadOnlyList<string> ArgumentsOf(ParseResult parsed) =>
        ["--model", FolderOf(parsed), "--precision", parsed.GetRequiredValue(precision), "--device", parsed.GetRequiredValue(device)];

    /// <summary>Opens the encoder.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="index">The index it will be used with, whose precision <c>auto</c> takes; null for none.</param>
    /// <exception cref="SpaceMismatchException">The index needs a precision that is not the one asked for, or another model.</exception>
    public OnnxTextEncoder Open(ParseResult parsed, IndexManifest? index = null) =>
        OnnxTextEncoder.Load(FolderOf(parsed), OptionsOf(parsed, index));

    /// <summary>How the encoder is run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="index">The index it will be used with, whose precision <c>auto</c> takes; null for none.</param>
    public EncoderOptions OptionsOf(ParseResult parsed, IndexManifest? index = null)
    {
        string form = parsed.GetRequiredValue(precision);
        return new EncoderOptions
        {
            Precision = Precisions.Parse(form == "auto" && index is not null ? index.Precision : form),
            Device = EncoderDevice.Parse(parsed.GetRequiredValue(device)),
            OnFallback = Invocation.TerminalOf(parsed).Warn,
        };
    }
}
