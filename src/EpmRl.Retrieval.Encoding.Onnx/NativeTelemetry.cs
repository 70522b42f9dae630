using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Keeps native libraries from reporting to their makers. Every use of a native library goes through here.</summary>
/// <remarks>
/// ONNX Runtime and ONNX Runtime GenAI contain a telemetry client that is on unless <c>ORT_DISABLE_TELEMETRY</c> is 1 when the library
/// makes its environment: it writes a device id and a database under <c>~/.cache/Microsoft</c>, a log under the temporary folder, and
/// sends them to its maker. The libraries read the process's native environment, of which .NET on Unix only has a copy, so the variable
/// is set in both; child processes inherit it. A value set by the user is overwritten: nothing leaves the machine.
/// </remarks>
public static partial class NativeTelemetry
{
    /// <summary>The variable that ONNX Runtime and ONNX Runtime GenAI read.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Turns telemetry off for the process. It runs automatically when this assembly is first used; a host that uses ONNX Runtime earlier
    /// calls it first in its <c>Main</c>. Calling it again changes nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The native environment cannot be changed: out of memory.</exception>
    public static void TurnOff()
    {
        Environment.SetEnvironmentVariable(Variable, "1"); // on Windows this is the native environment
        if (!OperatingSystem.IsWindows() && SetNative(Variable, "1", overwrite: 1) != 0)
        {
            throw new InvalidOperationException(
                $"{Variable}=1 cannot be set in the process's environment, so native telemetry would stay on.");
        }
    }

    // Runs before any other code of this assembly, and so before its first call into a native library.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "The promise must not depend on a call by the host.")]
    internal static void TurnOffBeforeFirstUse() => TurnOff();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
