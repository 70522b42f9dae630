using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Cli.Tests.Language;

/// <summary>The files that people write and read: sources and documents, without what a build leaves.</summary>
internal static class WrittenFiles
{
    private static readonly string[] Built = ["bin", "obj", "BenchmarkDotNet.Artifacts"];

    /// <summary>The C# files under a folder of the project, or those of another ending.</summary>
    public static IEnumerable<string> Sources(string folder, string ending = ".cs") => Directory
        .EnumerateFiles(TestPaths.InProject(folder), "*" + ending, SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(TestPaths.InProject(), file).Split(Path.DirectorySeparatorChar).Any(Built.Contains));

    /// <summary>The readme and the pages of <c>docs</c>.</summary>
    public static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(TestPaths.InProject("docs"), "*.md").Append(TestPaths.InProject("README.md"));

    /// <summary>A line with its place, for messages.</summary>
    public static string Place(string file, int line) => $"{Path.GetRelativePath(TestPaths.InProject(), file)}:{line + 1}";
}
