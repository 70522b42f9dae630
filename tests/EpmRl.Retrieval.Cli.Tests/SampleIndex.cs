using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests;

/// <summary>The index of the sample taxonomy, built once for the tests that need it.</summary>
public sealed class SampleIndex : IAsyncLifetime
{
    private readonly ScratchFolder folder = new();

    public string Path => folder["index"];

    public static string Listings { get; } = TestPaths.InProject("samples", "products.jsonl");

    public static string Model { get; } = TestPaths.InProject("models", "catalog-l6");

    public async ValueTask InitializeAsync()
    {
        CliResult built = await Cli.RunAsync(
            "index", "build", "--taxonomy", TestPaths.InProject("taxonomy", "sample"), "--index", Path, "--model", Model, "--precision",
            "int8");
        Assert.True(built.ExitCode == 0, built.Error);
    }

    /// <summary>Copies the index to a folder.</summary>
    public void CopyTo(string target)
    {
        foreach (string file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            string copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

[CollectionDefinition(nameof(SampleIndex))]
public sealed class SampleIndexCollection : ICollectionFixture<SampleIndex>;
