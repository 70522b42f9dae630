using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

public sealed class NativeLibraryTests
{
    // Two packages with a native library (the CPU and the CUDA build, or a generative runtime's own) would overwrite each other, or both
    // would be loaded.
    [Fact]
    public void Every_output_holds_one_native_runtime_and_only_for_this_platform()
    {
        string[] outputs =
        [
            .. new[] { "src", "tests" }
                .SelectMany(folder => Directory.EnumerateDirectories(TestPaths.InProject(folder)))
                .Select(project => Path.Combine(project, "bin", Configuration, "net10.0"))
                .Where(output => File.Exists(Path.Combine(output, "EpmRl.Retrieval.Encoding.Onnx.dll"))
                    && Directory.EnumerateFiles(output, "*.runtimeconfig.json").Any()),
        ];
        Assert.Contains(outputs, output => output == AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        foreach (string output in outputs)
        {
            string[] libraries =
            [
                .. Directory.EnumerateFiles(output, "*onnxruntime.*", SearchOption.AllDirectories)
                    .Where(file => Path.GetFileName(file) is "libonnxruntime.so" or "onnxruntime.dll" or "libonnxruntime.dylib"),
            ];
            Assert.True(libraries.Length == 1, $"{output} holds {libraries.Length}: {string.Join(", ", libraries)}");
        }
    }

    private static string Configuration { get; } =
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
}
