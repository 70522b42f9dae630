namespace EpmRl.Retrieval.Host.Tests;

/// <summary>Files of the project.</summary>
internal static class Project
{
    private static readonly string Root = FindRoot();

    /// <summary>A file or folder below the project's root.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "EpmRl.Retrieval.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("EpmRl.Retrieval.sln is in no folder "
                + "above the tests.");
        }

        return folder;
    }
}
