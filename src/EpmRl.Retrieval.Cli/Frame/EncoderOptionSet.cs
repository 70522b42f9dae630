using System.CommandLine;
using EpmRl.Retrieval.Encoding;
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

    /// <summary>Opens the encoder.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="index">The index it will be used with, whose precision <c>auto</c> takes; null for none.</param>
    public ITextEncoder Open(ParseResult parsed, IndexManifest? index = null)
    {
        string folder = ModelFolder.Resolve(parsed.GetValue(model));
        throw new NotSupportedException(folder);
    }
}
