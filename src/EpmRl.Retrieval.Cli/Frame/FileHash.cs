using System.Security.Cryptography;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>What tells whether a file is the same one.</summary>
internal static class FileHash
{
    /// <summary>SHA-256 of a file, lower-case hexadecimal.</summary>
    public static string Of(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
