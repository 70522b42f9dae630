using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>
/// Adds the command or option that helps after a failure. The library reports a failure in its own terms, as its caller may be a service;
/// here the kind of failure decides what to type.
/// </summary>
internal static class NextSteps
{
    /// <summary>The message of a failure with its next step, where there is one.</summary>
    public static string Describe(Exception exception) => Of(exception) is { } step ? $"{exception.Message} {step}" : exception.Message;

    /// <summary>The command or option that helps; null where the message says it all.</summary>
    // One kind of failure may have several causes; a word of the message distinguishes them.
    public static string? Of(Exception exception) => exception switch
    {
        SpaceMismatchException =>
            "--precision chooses the encoder's form, --no-learned the encoder alone. Or build or fit again: epmrl index build, epmrl "
                + "thresholds fit",
        IndexFormatException => "Run: epmrl index build; see also: epmrl index list",
        IndexUnavailableException =>
            "Run: docker compose up -d qdrant. Or leave out --qdrant; --qdrant-grpc-port and --qdrant-alias say where else to look.",
        ModelFormatException when Mentions(exception, "genai") => null, // a language model: its message says it all
        ModelFormatException => "Run: epmrl encoder import for an encoder, epmrl train for a model, epmrl thresholds fit for a calibration",
        EncoderException => "--device cpu uses the processor. Run: epmrl model check",
        DataSetFormatException when Mentions(exception, "file") => "--split names a file of the folder.",
        TaxonomyEditException when Mentions(exception, "edited by hand") => "Run: epmrl taxonomy commit",
        RunFolderException => "--resume resumes a run, --run names another folder.",
        InvalidDataException when Mentions(exception, "encoding") => "The option is --encoding.",
        InvalidDataException when Mentions(exception, "sheet") => "The option is --sheet.",
        InvalidDataException when Mentions(exception, "format") => "The option is --format.",
        _ => null,
    };

    private static bool Mentions(Exception exception, string word) => exception.Message.Contains(word, StringComparison.OrdinalIgnoreCase);
}
