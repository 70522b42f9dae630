using System.Security.Cryptography;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Indexing;

/// <summary>A new file that is hashed while it is written.</summary>
/// <param name="path">The file.</param>
/// <param name="files">Performs the changes.</param>
/// <param name="blocks">Also computes checksums of the file's blocks; null for none.</param>
internal sealed class HashedFile(string path, FileSystem files, BlockHash? blocks = null) : Stream
{
    private readonly FileStream stream = files.Create(path, FileMode.Create);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] held = new byte[1 << 16];
    private int holding;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = Math.Min(buffer.Length, held.Length - holding);
            buffer[..count].CopyTo(held.AsSpan(holding));
            holding += count;
            buffer = buffer[count..];
            if (holding == held.Length)
            {
                WriteHeld();
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    /// <summary>Flushes the file to the disk.</summary>
    public IndexFile Finish()
    {
        if (holding > 0)
        {
            WriteHeld();
        }

        files.Flush(stream);
        return new IndexFile(stream.Length, Convert.ToHexStringLower(hash.GetHashAndReset())) { Blocks = blocks?.Finish() };
    }

    // The buffer is written when it is full, and at the end.
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
            hash.Dispose();
            blocks?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void WriteHeld()
    {
        hash.AppendData(held, 0, holding);
        blocks?.Append(held.AsSpan(0, holding));
        files.Write(stream, held.AsSpan(0, holding));
        holding = 0;
    }
}
