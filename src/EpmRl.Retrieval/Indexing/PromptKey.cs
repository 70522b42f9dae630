using System.Buffers;
using System.IO.Hashing;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Identifies a prompt by its text: a prompt is encoded only when its key is new to the space.</summary>
internal static class PromptKey
{
    public const int Bytes = 16;

    public static UInt128 Of(string prompt)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(System.Text.Encoding.UTF8.GetMaxByteCount(prompt.Length));
        int length = System.Text.Encoding.UTF8.GetBytes(prompt, buffer);
        UInt128 key = XxHash128.HashToUInt128(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return key;
    }
}
