using System.Buffers;
using System.Security.Cryptography;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Checksums of a file's blocks, so that some blocks can be checked without reading the others.</summary>
/// <param name="Bytes">Size of a block; the last one may be shorter.</param>
/// <param name="Sha256">The first 16 hexadecimal digits of the SHA-256 of each block, lower-case, one after another.</param>
/// <remarks>A faster hash in managed code costs more at the first opening in a process, when it is compiled, than it saves.</remarks>
internal sealed record IndexBlocks(int Bytes, string Sha256)
{
    // Bytes read of a file at opening. Smaller files are read in full.
    private const int SampledBytes = 8 << 20;

    private const int SmallestBlock = 1 << 20, MostBlocks = 1024, DigitsPerBlock = 16; // a manifest holds at most 64 KiB

    /// <summary>The block size of a file: a multiple of 1 MiB such that there are at most 1,024 blocks.</summary>
    public static int SizeFor(long fileBytes) =>
        (int)(SmallestBlock * (1 + (Math.Max(0, fileBytes - 1) / ((long)SmallestBlock * MostBlocks))));

    /// <summary>Whether there is one checksum for each block of a file.</summary>
    public bool Fits(long fileBytes) =>
        Bytes >= SmallestBlock
        && Sha256.Length == DigitsPerBlock * CountOf(fileBytes)
        && !Sha256.AsSpan().ContainsAnyExcept("0123456789abcdef");

    /// <summary>Checks evenly spaced blocks: all of a file up to 8 MiB, blocks of 8 MiB in total of a larger one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fileBytes">Its size according to the manifest.</param>
    /// <param name="random">Chooses the first block, so that other openings read other blocks.</param>
    /// <exception cref="IndexFormatException">A block has changed since it was written.</exception>
    public void CheckSample(string path, long fileBytes, Random random)
    {
        int blocks = (int)CountOf(fileBytes);
        int step = (int)Math.Max(1, Math.Ceiling(blocks / (double)Math.Max(1, SampledBytes / Bytes)));
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SmallestBlock);
        try
        {
            for (int block = random.Next(Math.Min(step, blocks)); block < blocks; block += step)
            {
                long start = (long)block * Bytes, end = Math.Min(start + Bytes, fileBytes);
                if (!Sha256.AsSpan(block * DigitsPerBlock, DigitsPerBlock).SequenceEqual(HashOf(start, end)))
                {
                    throw ManifestFile.Damaged(path, $"the checksum of bytes {start} to {end - 1} is not the one in the manifest");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        string HashOf(long start, long end)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (int read; start < end; start += read)
            {
                read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(SmallestBlock, end - start)), start);
                if (read == 0)
                {
                    throw ManifestFile.Damaged(path, $"it ends after {start} bytes, the manifest says {fileBytes}");
                }

                hash.AppendData(buffer.AsSpan(0, read));
            }

            return Digits(hash);
        }
    }

    /// <summary>The checksum digits of a block.</summary>
    /// <param name="hash">The hash of the block; it is reset.</param>
    public static string Digits(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, DigitsPerBlock / 2));

    private long CountOf(long fileBytes) => (fileBytes + Bytes - 1) / Bytes;
}
