using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli;

/// <summary>Exit codes of `epmrl`, the same for every command.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>Failed; the message says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Done, but some rows were bad; the message names the file that lists them.</summary>
    public const int BadRows = 3;

    /// <summary>A quality gate was not met.</summary>
    public const int GateNotMet = 4;

    /// <summary>The index was built with another model.</summary>
    public const int Mismatch = 5;

    /// <summary>Another process writes the same file or folder; a later try may succeed.</summary>
    public const int InUse = 6;

    /// <summary>Interrupted by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;

    /// <summary>The one table from kinds of failure to exit codes.</summary>
    public static int Of(Exception exception) => exception switch
    {
        OperationCanceledException => Interrupted,
        SpaceMismatchException => Mismatch,
        InUseException => InUse,
        UsageException or InvalidRequestException => Usage,
        _ => Failed,
    };

    /// <summary>Whether a failure's own message is all that the user needs; anything else is a defect of ours.</summary>
    public static bool IsExpected(Exception exception) => exception is
        UsageException or RetrievalException or OperationCanceledException
        or IOException or UnauthorizedAccessException or InvalidDataException;
}
