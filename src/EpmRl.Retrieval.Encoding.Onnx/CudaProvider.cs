using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>ONNX Runtime's CUDA provider: present only in builds made with <c>-p:Cuda=true</c>.</summary>
internal static class CudaProvider
{
    private static readonly string Library = RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
        ? "onnxruntime_providers_cuda.dll"
        : "libonnxruntime_providers_cuda.so";

    /// <summary>Why CUDA cannot even be tried; null where its library is present.</summary>
    public static string? WhyAbsent() =>
        NativeFolders().Any(folder => File.Exists(Path.Combine(folder, Library)))
            ? null
            : $"{Library} is not beside the program; build with -p:Cuda=true to have it";

    // Where the host looks for native libraries: it has chosen the folder of this platform under runtimes/, whatever the platform calls itself.
    private static IEnumerable<string> NativeFolders() =>
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory);

    /// <summary>Puts CUDA first.</summary>
    /// <exception cref="EncoderException">The provider or a library it needs (CUDA, cuDNN, the driver) does not load.</exception>
    public static void Append(SessionOptions options, int index)
    {
        if (WhyAbsent() is string reason)
        {
            throw new EncoderException($"CUDA was asked for, but {reason}. Or run with --device cpu.");
        }

        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string>
            {
                ["device_id"] = index.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["arena_extend_strategy"] = "kSameAsRequested", // lengths vary, and the arena never shrinks (needs O4)
            });
            options.AppendExecutionProvider_CUDA(cuda);
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderException(
                $"CUDA was asked for, but its provider does not load: {error.Message} Check the driver, CUDA and cuDNN, or run with --device cpu.", error);
        }
    }
}
