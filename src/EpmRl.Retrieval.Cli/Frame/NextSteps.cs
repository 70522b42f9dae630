using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
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

    private static string? Of(Exception exception) => exception switch
    {
        SpaceMismatchException =>
            "--precision chooses the encoder's form, --no-learned the encoder alone. Or build or fit again: epmrl index build, epmrl "
                + "thresholds fit",
        IndexFormatException => "Run: epmrl index build; see also: epmrl index list",
        IndexUnavailableException =>
            "Run: docker compose up -d qdrant. Or leave out --qdrant; --qdrant-grpc-port and --qdrant-alias say where else to look.",
        ModelFormatException => "Run: epmrl encoder import for an encoder, epmrl train for a model, epmrl thresholds fit for a calibration",
        EncoderException => "--device cpu uses the processor. Run: epmrl model check",
        DataSetFormatException => "--split names a file of the folder.",
        RunFolderException => "--resume resumes a run, --run names another folder.",
        InvalidDataException => "--format, --encoding and --sheet say how a file of listings is read.",
        _ => null,
    };
}
