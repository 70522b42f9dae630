using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>ONNX Runtime's CUDA provider: present only in builds made with <c>-p:Cuda=true</c>.</summary>
internal static class CudaProvider
{
    private static readonly string Library = RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
        ? "onnxruntime_providers_cuda.dll"
        : "libonnxruntime_providers_cuda.so";

    /// <summary>Why CUDA cannot be tried at all; null where its library is present.</summary>
    public static string? WhyAbsent() =>
        NativeFolders().Any(folder => File.Exists(Path.Combine(folder, Library)))
            ? null
            : $"{Library} is not next to the program; build with -p:Cuda=true to include it";

    // The folders where the host looks for native libraries, including this platform's folder under runtimes/, whatever its name.
    private static IEnumerable<string> NativeFolders() =>
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory);

    /// <summary>The provider's settings for one GPU.</summary>
    /// <param name="index">Number of the GPU, 0 or more.</param>
    public static Dictionary<string, string> Settings(int index) => new(StringComparer.Ordinal)
    {
        ["device_id"] = index.ToString(CultureInfo.InvariantCulture),
        ["arena_extend_strategy"] = "kSameAsRequested", // lengths vary, and the arena never shrinks
        ["use_tf32"] = "0", // fp32 means fp32, as on a processor; fp16 is the fast form
    };

    /// <summary>Makes CUDA the first provider.</summary>
    /// <exception cref="EncoderException">The provider or a library it needs (CUDA, cuDNN, the driver) does not load.</exception>
    public static void Append(SessionOptions options, int index)
    {
        if (WhyAbsent() is string reason)
        {
            throw new EncoderException($"CUDA does not work: {reason}. Or use the processor.");
        }

        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(Settings(index));
            options.AppendExecutionProvider_CUDA(cuda);
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderException(
                $"CUDA does not work: {Reason(error.Message)}. "
                    + "It needs NVIDIA's driver, CUDA 13 and cuDNN 9; "
                    + "libraries outside the system's folders are found by LD_LIBRARY_PATH. Or use the processor.", error);
        }
    }

    /// <summary>The cause without the position in ONNX Runtime's source: "libcublasLt.so.13: cannot open shared object file: …".</summary>
    /// <param name="message">A message of ONNX Runtime.</param>
    internal static string Reason(string message)
    {
        foreach (string lead in (string[])["with error: ", "FAIL : "])
        {
            int at = message.LastIndexOf(lead, StringComparison.Ordinal);
            if (at >= 0)
            {
                return message[(at + lead.Length)..].Trim().TrimEnd('.');
            }
        }

        return message.Trim().TrimEnd('.');
    }
}
