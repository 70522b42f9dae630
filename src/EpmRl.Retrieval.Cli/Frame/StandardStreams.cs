using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>stdin, stdout and stderr of this process, each of which its caller may have closed.</summary>
/// <remarks>
/// The runtime gives the number of a closed stream to something of its own, such as the pipe that signals come through. Reading from that
/// waits forever, and writing to it disturbs the runtime, so a closed stream is never touched.
/// </remarks>
internal static class StandardStreams
{
    /// <summary>stderr's number.</summary>
    public const int Error = 2;

    private const int Input = 0, Output = 1;
    private const int GetDescriptorFlags = 1, CloseOnExec = 1; // F_GETFD and FD_CLOEXEC of fcntl(2)

    // Streams that a process inherits do not close on exec, or it would not have them; all that the runtime opens do.
    /// <summary>Whether the caller left a stream open.</summary>
    public static bool IsOpen(int descriptor) =>
        OperatingSystem.IsWindows() || fcntl(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0;

    /// <summary>Whether stdin is a terminal.</summary>
    public static bool InputIsTerminal => IsOpen(Input) && !Console.IsInputRedirected;

    /// <summary>Whether stdout is a terminal.</summary>
    public static bool OutputIsTerminal => IsOpen(Output) && !Console.IsOutputRedirected;

    /// <summary>Whether stderr is a terminal.</summary>
    public static bool ErrorIsTerminal => IsOpen(Error) && !Console.IsErrorRedirected;

    /// <summary>Opens stdin.</summary>
    /// <exception cref="IOException">It is closed.</exception>
    public static Stream OpenInput() => IsOpen(Input)
        ? new InterruptibleInput(Console.OpenStandardInput())
        : throw new IOException("stdin is closed. Name a file with --input, or redirect stdin.");

    /// <summary>Opens stdout. Every write fails where it is closed.</summary>
    public static Stream OpenOutput()
    {
        if (!IsOpen(Output))
        {
            return new ClosedOutput();
        }

        // The console's own stream ignores a pipe whose reader has gone, so a long run would continue for nobody; a file stream fails.
        if (Console.IsOutputRedirected && !OperatingSystem.IsWindows())
        {
            var pipe = new FileStream(new SafeFileHandle(Output, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!pipe.CanSeek)
            {
                return new NamedOutput(pipe, "stdout");
            }
        }

        return new NamedOutput(Console.OpenStandardOutput(), "stdout");
    }

    /// <summary>Opens stderr. Failed writes are dropped: a message that nobody can read must not end the command.</summary>
    public static Stream OpenError() => IsOpen(Error) ? new LossyOutput(Console.OpenStandardError()) : Stream.Null;

#pragma warning disable SYSLIB1054, IDE1006 // nothing here needs generated marshalling; the name is libc's
    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fcntl(int descriptor, int command);
#pragma warning restore SYSLIB1054, IDE1006
}
