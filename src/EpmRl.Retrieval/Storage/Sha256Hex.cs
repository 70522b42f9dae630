using System.Security.Cryptography;

namespace EpmRl.Retrieval.Storage;

/// <summary>SHA-256 as manifests state it: 64 digits, lower-case hexadecimal.</summary>
internal static class Sha256Hex
{
    /// <summary>The hash of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The hash of a text in UTF-8.</summary>
    public static string Of(string text) => Of(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The hash of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Checked after each megabyte.</param>
    public static string OfFile(string path, CancellationToken cancellationToken = default)
    {
        using FileStream stream = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
