using System.Security.Cryptography;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Indexing;

/// <summary>A new file that is hashed while it is written.</summary>
internal sealed class HashedFile(string path, FileSystem files) : IDisposable
{
    private readonly FileStream stream = files.Create(path, FileMode.Create);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = new byte[1 << 16];
    private int buffered;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, buffer.Length - buffered);
            bytes[..count].CopyTo(buffer.AsSpan(buffered));
            buffered += count;
            bytes = bytes[count..];
            if (buffered == buffer.Length)
            {
                WriteBuffer();
            }
        }
    }

    /// <summary>Flushes the file to the disk.</summary>
    public IndexFile Finish()
    {
        if (buffered > 0)
        {
            WriteBuffer();
        }

        files.Flush(stream);
        return new IndexFile(stream.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public void Dispose()
    {
        stream.Dispose();
        hash.Dispose();
    }

    private void WriteBuffer()
    {
        hash.AppendData(buffer, 0, buffered);
        files.Write(stream, buffer.AsSpan(0, buffered));
        buffered = 0;
    }
}
