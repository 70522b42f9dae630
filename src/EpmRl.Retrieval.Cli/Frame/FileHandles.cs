using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>
/// The number of files that the process may hold open. Every assembly is one of them, so with too few not even an error can be reported.
/// </summary>
internal static class FileHandles
{
    private const ulong Needed = 256; // a run of `tag` holds more than a hundred

    /// <summary>Reports too few handles on stderr. Needs nothing that has to be loaded from a file.</summary>
    /// <returns>Whether there are enough.</returns>
    public static bool AreEnough()
    {
        // The runtime has raised the soft limit to the hard one.
        if (OperatingSystem.IsWindows() || getrlimit(OperatingSystem.IsMacOS() ? 8 : 7, out Limit limit) != 0 || limit.Soft >= Needed)
        {
            return true;
        }

        if (StandardStreams.IsOpen(StandardStreams.Error))
        {
            string message = "error: epmrl needs " + Needed.ToString() + " file handles, this process may open " + limit.Soft.ToString()
                + ". Run: ulimit -n 1024\n";
            byte[] bytes = new byte[message.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)message[i];
            }

            _ = write(StandardStreams.Error, bytes, (nuint)bytes.Length);
        }

        return false;
    }

    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }

#pragma warning disable SYSLIB1054, IDE1006 // nothing here needs generated marshalling; the names are libc's
    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int getrlimit(int resource, out Limit limit);

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint write(int descriptor, byte[] bytes, nuint count);
#pragma warning restore SYSLIB1054, IDE1006
}
