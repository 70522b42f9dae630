using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The options that name labelled listings, and their reading.</summary>
/// <param name="required">False where the command also works without.</param>
internal sealed class LabelledData(bool required = true)
{
    private readonly Option<string?> data = new("--data", "-d")
    {
        Description = "Labelled listings: a *.jsonl file, or the folder of a data set (see --split).",
        HelpName = "file|folder",
        Required = required,
    };

    private readonly Option<string?> split =
        new("--split") { Description = "File of the folder. [default: train.jsonl, or the only *.jsonl]", HelpName = "file" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(data);
        command.Add(split);
    }

    /// <summary>Reads the listings that a command line names; reports bad rows, which are left out.</summary>
    /// <exception cref="UsageException">--data is missing, or names a file although --split is given.</exception>
    public async Task<LabelledDataSet> ReadAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string path = parsed.GetValue(data) ?? throw new UsageException("--data is required: a file of labelled listings, or the folder "
            + "of a data set.");
        string? file = parsed.GetValue(split);
        return File.Exists(path) && file is not null
            ? throw new UsageException($"--split: '{path}' is a file already. Leave --split out, or name its folder with --data.")
            : await ReadAsync(path, file, terminal, cancellationToken);
    }

    /// <summary>Reads the listings of a file, or of a data set's folder; reports bad rows, which are left out.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="file">The folder's file; null for the default.</param>
    /// <param name="terminal">Receives warnings.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<LabelledDataSet> ReadAsync(
        string path, string? file, Terminal terminal, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            (path, file) = (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));
        }

        LabelledDataSet set = await LabelledDataSetReader.ReadAsync(path, file, cancellationToken: cancellationToken);
        foreach (LabelledRowError row in set.BadRows)
        {
            terminal.Warn($"{row} The row is left out.");
        }

        return set;
    }
}
