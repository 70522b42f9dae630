using System.IO.Hashing;
using System.Text;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Makes the checksums of a file's blocks while the file is written.</summary>
/// <param name="blockBytes">Size of a block.</param>
internal sealed class BlockHash(int blockBytes)
{
    private readonly XxHash3 hash = new();
    private readonly StringBuilder digits = new();
    private int inBlock;

    /// <summary>Takes the next bytes of the file.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, blockBytes - inBlock);
            hash.Append(bytes[..count]);
            inBlock += count;
            bytes = bytes[count..];
            if (inBlock == blockBytes)
            {
                EndBlock();
            }
        }
    }

    /// <summary>The checksums of all that was taken.</summary>
    public IndexBlocks Finish()
    {
        if (inBlock > 0)
        {
            EndBlock();
        }

        return new IndexBlocks(blockBytes, digits.ToString());
    }

    private void EndBlock()
    {
        digits.Append(System.Globalization.CultureInfo.InvariantCulture, $"{hash.GetCurrentHashAsUInt64():x16}");
        hash.Reset();
        inBlock = 0;
    }
}
