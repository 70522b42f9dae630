using System.Runtime.CompilerServices;
using Xunit;

namespace EpmRl.Retrieval.TestKit;

/// <summary>Paths of the project, its models and the shared data.</summary>
public static class TestPaths
{
    /// <summary>The project's root folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// The shared data's folder: <c>EPMRL_SHARED</c>, or <c>../shared</c> next to the project; null where neither exists.
    /// </summary>
    public static string? SharedOrNull { get; } = FindShared();

    /// <summary>A file below the project's root.</summary>
    public static string InProject(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file or folder of the shared data. Skips the test, saying so, where it is absent.</summary>
    public static string Shared(params string[] parts)
    {
        Assert.SkipWhen(SharedOrNull is null, "The shared data folder is absent (set EPMRL_SHARED, or put it at ../shared).");
        string path = Path.Combine([SharedOrNull!, .. parts]);
        Assert.SkipUnless(Path.Exists(path), $"The shared data lacks '{Path.Combine(parts)}'.");
        return path;
    }

    private static string FindRoot([CallerFilePath] string sourceFile = "")
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "EpmRl.Retrieval.sln")))
            {
                return folder;
            }
        }

        return Path.GetFullPath(Path.Combine(Path.GetDirectoryName(sourceFile)!, "..", ".."));
    }

    private static string? FindShared()
    {
        string path = Environment.GetEnvironmentVariable("EPMRL_SHARED") ?? Path.Combine(Root, "..", "shared");
        return Directory.Exists(path) ? Path.GetFullPath(path) : null;
    }
}
