namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

/// <summary>Files as a failing disk leaves them.</summary>
internal static class Flipped
{
    /// <summary>Turns one bit of a file.</summary>
    public static void OneBitOf(string file, int seed)
    {
        var random = new Random(seed);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(file, bytes);
    }
}
