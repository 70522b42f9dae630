using System.Buffers;
using System.Globalization;
using System.IO.Hashing;

namespace EpmRl.Retrieval.Indexing;

/// <summary>A checksum for every block of a file, so that some blocks can be checked without reading the others.</summary>
/// <param name="Bytes">Size of a block; the last one may be shorter.</param>
/// <param name="Xxh3">XXH3 (64 bits) of each block, 16 lower-case hexadecimal digits each, one after another.</param>
public sealed record IndexBlocks(int Bytes, string Xxh3)
{
    // What is read at an opening: 2 to 5 ms of a warm file. Smaller files are read whole.
    private const int SampledBytes = 16 << 20;

    private const int SmallestBlock = 1 << 20, MostBlocks = 1024, DigitsPerBlock = 16; // a manifest holds at most 64 KiB

    /// <summary>The size of the blocks of a file: a whole number of MiB, such that there are at most 1,024.</summary>
    internal static int SizeFor(long fileBytes) => (int)(SmallestBlock * (1 + (Math.Max(0, fileBytes - 1) / ((long)SmallestBlock * MostBlocks))));

    /// <summary>Whether there is one checksum for each block of a file.</summary>
    internal bool Fits(long fileBytes) =>
        Bytes >= SmallestBlock
        && Xxh3.Length == DigitsPerBlock * CountOf(fileBytes)
        && !Xxh3.AsSpan().ContainsAnyExcept("0123456789abcdef");

    /// <summary>Checks blocks that lie evenly in the file: all of a file up to 16 MiB, of a larger one blocks of 16 MiB together.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fileBytes">Its size, by the manifest.</param>
    /// <param name="random">Chooses the first block, so that another opening reads others.</param>
    /// <exception cref="IndexFormatException">A block is not what was written.</exception>
    internal void CheckSample(string path, long fileBytes, Random random)
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
                if (HashOf(start, end) != ulong.Parse(Xxh3.AsSpan(block * DigitsPerBlock, DigitsPerBlock), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
                {
                    throw ManifestFile.Damaged(path, $"the checksum of bytes {start} to {end - 1} is not the one in the manifest");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        ulong HashOf(long start, long end)
        {
            var hash = new XxHash3();
            for (int read; start < end; start += read)
            {
                read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(SmallestBlock, end - start)), start);
                if (read == 0)
                {
                    throw ManifestFile.Damaged(path, $"it ends after {start} bytes, the manifest says {fileBytes}");
                }

                hash.Append(buffer.AsSpan(0, read));
            }

            return hash.GetCurrentHashAsUInt64();
        }
    }

    private long CountOf(long fileBytes) => (fileBytes + Bytes - 1) / Bytes;
}
