namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

internal static class TestModels
{
    /// <summary>A writable copy of a checkpoint folder.</summary>
    public static void CopyCheckpoint(string source, string target)
    {
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }
    }
}
