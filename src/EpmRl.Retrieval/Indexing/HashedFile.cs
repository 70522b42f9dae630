using System.Security.Cryptography;

namespace EpmRl.Retrieval.Indexing;

/// <summary>A new file that is hashed while it is written.</summary>
internal sealed class HashedFile(string path) : Stream
{
    private readonly FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => stream.Length;

    public override long Position { get => stream.Position; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        hash.AppendData(buffer);
        stream.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Flushes the file to the disk.</summary>
    public IndexFile Finish()
    {
        stream.Flush(flushToDisk: true);
        return new IndexFile(stream.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public override void Flush() => stream.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
            hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
