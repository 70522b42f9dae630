using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>The published checkpoint that the reference vectors are of, imported once, when a test first asks.</summary>
public sealed class ImportedCheckpoint : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private Task<string>? import;

    /// <summary>The model's folder.</summary>
    /// <exception cref="Xunit.Sdk.SkipException">The checkpoint is not available.</exception>
    public Task<string> FolderAsync() => import ??= ImportAsync(TestPaths.Shared("models", "minilm-l6"));

    public void Dispose() => scratch.Dispose();

    private async Task<string> ImportAsync(string checkpoint)
    {
        await EncoderImporter.ImportAsync(checkpoint, scratch["model"]);
        return scratch["model"];
    }
}
