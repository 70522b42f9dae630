using System.Security.Cryptography;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>The id of a point: a name-based UUID (RFC 9562, version 5) of its row's identity, the same in every version.</summary>
internal static class PointIds
{
    // Namespace UUID of this program's points.
    private static readonly Guid Space = new("7c1f6a52-95d1-4b6e-9a53-0d9f1f0c2e71");

    /// <summary>The id of a row.</summary>
    public static string Of(IndexRow row) => row.Kind switch
    {
        IndexRowKind.Value =>
            OfName("value", row.CategoryIds[0], row.AttributeId!, row.ValueId!, row.IsDescription ? "description" : "label"),
        IndexRowKind.NullValue => OfNull(row.CategoryIds[0], row.AttributeId!),
        _ => OfName("category", row.CategoryIds[0], row.IsDescription ? "description" : "label"),
    };

    /// <summary>The id of an attribute's null value.</summary>
    public static string OfNull(string categoryId, string attributeId) => OfName("null", categoryId, attributeId);

    private static string OfName(params ReadOnlySpan<string> parts)
    {
        byte[] name = System.Text.Encoding.UTF8.GetBytes(Keywords.Join(parts));
        byte[] input = new byte[16 + name.Length];
        _ = Space.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input, 16);
        Span<byte> hash = SHA1.HashData(input).AsSpan(0, 16); // prescribed by version 5; security does not depend on it
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }
}
