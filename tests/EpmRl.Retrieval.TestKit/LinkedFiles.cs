namespace EpmRl.Retrieval.TestKit;

/// <summary>Files stored as in model caches: each a symbolic link to a blob in another folder.</summary>
public static class LinkedFiles
{
    /// <summary>Moves every file below a folder into another one, and leaves a relative link to it in its place.</summary>
    /// <returns>The number of files.</returns>
    public static int Replace(string folder, string blobs)
    {
        Directory.CreateDirectory(blobs);
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        foreach (string file in files)
        {
            string blob = Path.Combine(blobs, Guid.NewGuid().ToString("n"));
            File.Move(file, blob);
            File.CreateSymbolicLink(file, Path.GetRelativePath(Path.GetDirectoryName(file)!, blob));
        }

        return files.Length;
    }
}
