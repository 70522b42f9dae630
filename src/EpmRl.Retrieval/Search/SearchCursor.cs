using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Search;

/// <summary>Where a page of a search begins. Opaque to callers; valid for one query on one version of an index.</summary>
/// <remarks>A version never changes and its hits are totally ordered, so an offset suffices.</remarks>
/// <param name="Version">The version.</param>
/// <param name="Query">Hash of the query and its filters.</param>
/// <param name="Offset">Hits before the page.</param>
internal readonly record struct SearchCursor(string Version, string Query, int Offset)
{
    private const string Form = "1";

    /// <summary>The hash of a query and its filters, resolved.</summary>
    public static string HashOf(params ReadOnlySpan<string?> parts) => XxHash3
        .HashToUInt64(MemoryMarshal.AsBytes(string.Join('\u001f', parts!).AsSpan()))
        .ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Reads a cursor that belongs to a query.</summary>
    /// <exception cref="InvalidRequestException">It is not a valid cursor, or belongs to another version or another query.</exception>
    public static SearchCursor Read(string text, string version, string query)
    {
        string[] parts = Decode(text)?.Split('|') ?? [];
        if (parts.Length != 4 || parts[0] != Form
            || !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out int offset))
        {
            throw new InvalidRequestException($"'{text}' is not a valid cursor. Pass the previous page's cursor unchanged.");
        }

        if (parts[1] != version)
        {
            throw new InvalidRequestException(
                $"The cursor belongs to index version '{parts[1]}', open is '{version}'. Begin again without a cursor.");
        }

        return parts[2] == query
            ? new SearchCursor(version, query, offset)
            : throw new InvalidRequestException("The cursor belongs to another query or other filters. Begin again without a cursor.");
    }

    public override string ToString() => Base64Url.EncodeToString(
        System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Form}|{Version}|{Query}|{Offset}")));

    private static string? Decode(string text)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
