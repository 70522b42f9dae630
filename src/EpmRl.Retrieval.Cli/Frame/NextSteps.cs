using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Says what to type after a failure. The library says what is wrong in its own terms; this table adds the command, by the kind of failure.</summary>
internal static class NextSteps
{
    /// <summary>The message of a failure with its next step, where there is one.</summary>
    public static string Describe(Exception exception) => Of(exception) is { } step ? $"{exception.Message} {step}" : exception.Message;

    private static string? Of(Exception exception) => exception switch
    {
        SpaceMismatchException =>
            "--precision chooses the encoder's form and --no-learned the encoder alone; a new index: epmrl index build, new thresholds: epmrl thresholds fit.",
        RunFolderException => "--resume resumes a run, --run names another folder.",
        _ => null,
    };
}
