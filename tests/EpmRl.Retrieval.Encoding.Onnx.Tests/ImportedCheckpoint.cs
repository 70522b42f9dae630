using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>The published checkpoint of the reference vectors, imported once, on first use.</summary>
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
