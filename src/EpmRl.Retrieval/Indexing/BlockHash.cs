using System.Security.Cryptography;
using System.Text;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Computes the checksums of a file's blocks while the file is written.</summary>
/// <param name="blockBytes">Size of a block.</param>
internal sealed class BlockHash(int blockBytes) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly StringBuilder digits = new();
    private int inBlock;

    /// <summary>Appends the next bytes of the file.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, blockBytes - inBlock);
            hash.AppendData(bytes[..count]);
            inBlock += count;
            bytes = bytes[count..];
            if (inBlock == blockBytes)
            {
                EndBlock();
            }
        }
    }

    /// <summary>The checksums of all bytes so far.</summary>
    public IndexBlocks Finish()
    {
        if (inBlock > 0)
        {
            EndBlock();
        }

        return new IndexBlocks(blockBytes, digits.ToString());
    }

    public void Dispose() => hash.Dispose();

    private void EndBlock()
    {
        digits.Append(IndexBlocks.Digits(hash));
        inBlock = 0;
    }
}
