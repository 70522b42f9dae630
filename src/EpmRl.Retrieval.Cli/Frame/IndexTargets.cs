using System.CommandLine;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>The options that say where readers look for an index, and its opening.</summary>
internal sealed class IndexTargets(bool required = true)
{
    private readonly Option<string> index = CommonOptions.Index(required);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => command.Add(index);

    /// <summary>The folder in which versions are built; null when none was given.</summary>
    public string? FolderOf(ParseResult parsed) => parsed.GetValue(index);

    /// <summary>Opens the version that readers see.</summary>
    /// <exception cref="IndexFormatException">There is no index, or it is damaged.</exception>
    public Task<IVectorIndex> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IVectorIndex>(EmbeddedVectorIndex.Open(parsed.GetRequiredValue(index)));
    }

    /// <summary>The server that is loaded from the folder's versions; null when the folder itself is where readers look.</summary>
    public IIndexTarget? ServerOf(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return null;
    }
}
