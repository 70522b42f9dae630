using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Vectors that are encoded but not yet part of a version: blocks of keys and rows, each with its checksum, appended and flushed one by
/// one. Blocks that a killed build appended are found again; a block that the kill cut short is dropped.
/// </summary>
internal sealed class StagingFile : IDisposable
{
    private const uint BlockMark = 0x4B42_5845; // "EXBK"
    private const int BlockHeaderBytes = 16; // mark, count, checksum of the block's content

    private readonly FileStream stream;
    private readonly int bytesPerRow;
    private readonly FileSystem files;

    private StagingFile(FileStream stream, int bytesPerRow, FileSystem files)
    {
        this.stream = stream;
        this.bytesPerRow = bytesPerRow;
        this.files = files;
    }

    /// <summary>The file.</summary>
    public string Name => stream.Name;

    /// <summary>
    /// Bytes at the file's end that were not a complete block at opening and were dropped: cut short by a kill, or damaged.
    /// </summary>
    public long Dropped { get; private set; }

    /// <summary>Opens the file of an interrupted build of the same space and form, or starts a new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="space">Fingerprint of the space.</param>
    /// <param name="form">Form of the rows.</param>
    /// <param name="dimension">Length of the vectors.</param>
    /// <param name="rows">Receives the key and offset of every row found.</param>
    /// <param name="files">Performs the writes.</param>
    public static StagingFile Open(
        string path, string space, VectorForm form, int dimension, VectorSources rows, FileSystem files)
    {
        byte[] header = Header(space, form, dimension);
        FileStream stream = files.Create(path, FileMode.OpenOrCreate);
        var staging = new StagingFile(stream, VectorRows.BytesPerRow(form, dimension), files);
        try
        {
            staging.TakeOver(header, rows);
            return staging;
        }
        catch
        {
            staging.Dispose();
            throw;
        }
    }

    /// <summary>Appends a block and flushes it.</summary>
    /// <param name="keys">Keys of the rows.</param>
    /// <param name="content">The rows, one after another.</param>
    /// <param name="rows">Receives the key and offset of every row.</param>
    public void Append(IReadOnlyList<UInt128> keys, ReadOnlySpan<byte> content, VectorSources rows)
    {
        byte[] block = new byte[BlockHeaderBytes + (keys.Count * PromptKey.Bytes) + content.Length];
        for (int i = 0; i < keys.Count; i++)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(block.AsSpan(BlockHeaderBytes + (i * PromptKey.Bytes)), keys[i]);
        }

        content.CopyTo(block.AsSpan(BlockHeaderBytes + (keys.Count * PromptKey.Bytes)));
        BinaryPrimitives.WriteUInt32LittleEndian(block, BlockMark);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), keys.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(8), XxHash3.HashToUInt64(block.AsSpan(BlockHeaderBytes)));
        long start = stream.Position;
        files.Write(stream, block);
        files.Flush(stream);
        Note(block.AsSpan(BlockHeaderBytes), keys.Count, start, rows);
    }

    public void Read(long offset, Span<byte> row)
    {
        if (RandomAccess.Read(stream.SafeFileHandle, row, offset) != row.Length)
        {
            throw new IOException($"'{stream.Name}' was cut while it was read.");
        }
    }

    public void Dispose() => stream.Dispose();

    private static byte[] Header(string space, VectorForm form, int dimension)
    {
        byte[] header = new byte[48];
        "EPMRLST1"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), (int)form);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), dimension);
        SHA256.HashData(MemoryMarshal.AsBytes(space.AsSpan()), header.AsSpan(16));
        return header;
    }

    private void TakeOver(byte[] header, VectorSources rows)
    {
        byte[] found = new byte[header.Length];
        bool known = stream.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) == header.Length
            && found.AsSpan().SequenceEqual(header);
        long end = known ? ReadBlocks(rows) : 0;
        Dropped = stream.Length - end;
        if (Dropped > 0)
        {
            files.Cut(stream, end);
        }

        stream.Seek(end, SeekOrigin.Begin);
        if (!known)
        {
            files.Write(stream, header);
            files.Flush(stream);
        }
    }

    // Returns the end of the last complete block.
    private long ReadBlocks(VectorSources rows)
    {
        byte[] header = new byte[BlockHeaderBytes];
        byte[] block = [];
        while (true)
        {
            long start = stream.Position;
            if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            {
                return start;
            }

            int count = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
            long size = (long)count * (PromptKey.Bytes + bytesPerRow);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != BlockMark || count <= 0 || size > stream.Length - stream.Position)
            {
                return start;
            }

            if (block.Length < size)
            {
                block = new byte[size];
            }

            Span<byte> content = block.AsSpan(0, (int)size);
            stream.ReadExactly(content);
            if (XxHash3.HashToUInt64(content) != BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(8)))
            {
                return start;
            }

            Note(content, count, start, rows);
        }
    }

    private void Note(ReadOnlySpan<byte> content, int count, long start, VectorSources rows)
    {
        long firstRow = start + BlockHeaderBytes + ((long)count * PromptKey.Bytes);
        for (int i = 0; i < count; i++)
        {
            UInt128 key = BinaryPrimitives.ReadUInt128LittleEndian(content[(i * PromptKey.Bytes)..]);
            rows.Note(key, new VectorSource(InStaging: true, firstRow + ((long)i * bytesPerRow)));
        }
    }
}
