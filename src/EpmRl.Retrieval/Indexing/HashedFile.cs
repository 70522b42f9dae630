using System.Security.Cryptography;

namespace EpmRl.Retrieval.Indexing;

/// <summary>A new file that is hashed while it is written.</summary>
internal sealed class HashedFile(string path) : IDisposable
{
    private readonly FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        stream.Write(bytes);
    }

    /// <summary>Flushes the file to the disk.</summary>
    public IndexFile Finish()
    {
        stream.Flush(flushToDisk: true);
        return new IndexFile(stream.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public void Dispose()
    {
        stream.Dispose();
        hash.Dispose();
    }
}
