using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Turns an exception of a command into one message on stderr and an exit code.</summary>
internal static class ErrorBoundary
{
    private const int BrokenPipe = 32; // EPIPE: the reader of our output has gone (`epmrl tag … | head`)

    /// <summary>Reports a failure.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(Exception exception, Terminal terminal, Func<string, string?> environment)
    {
        // A parallel loop or a wait wraps the original exception.
        while (exception is AggregateException { InnerExceptions.Count: 1 } or TypeInitializationException { InnerException: not null })
        {
            exception = exception.InnerException!;
        }

        if (exception is IOException { HResult: BrokenPipe })
        {
            return ExitCodes.Failed;
        }

        switch (exception)
        {
            case OperationCanceledException:
                terminal.Fail("Interrupted.");
                break;
            case IOException when DiskFull.Is(exception):
                terminal.Fail(DiskFull.Describe(exception));
                break;
            case DllNotFoundException:
                terminal.Fail(
                    $"A native library is missing: {exception.Message.Split('\n')[0]} "
                        + "Build again, or use a complete published folder.");
                break;
            case FileNotFoundException { FileName: { } part } when part.Contains(", Version=", StringComparison.Ordinal):
                terminal.Fail(
                    $"A part of the program could not be loaded: {part.Split(',')[0]}. Either the installation is incomplete, or the "
                        + "process has no file handle left; then allow more with: ulimit -n 1024");
                break;
            case OutOfMemoryException:
                terminal.Fail("Out of memory. Try a smaller --batch.");
                break;
            default:
                terminal.Fail(ExitCodes.IsExpected(exception)
                    ? NextSteps.Describe(exception)
                    : $"Unexpected {exception.GetType().Name}: {exception.Message} This is a defect of epmrl; EPMRL_TRACE=1 shows where.");
                break;
        }

        if (environment("EPMRL_TRACE") == "1")
        {
            terminal.Say(exception.ToString());
        }

        return ExitCodes.Of(exception);
    }
}
