using System.Buffers.Text;
using EpmRl.Retrieval.Search;

namespace EpmRl.Retrieval.Server.Api;

/// <summary>Pages of lists: an opaque cursor, and at most 1,000 items.</summary>
internal static class Paging
{
    /// <summary>Most items of a page.</summary>
    public const int Most = 1_000;

    private const int Default = 100;

    /// <summary>The size of a page.</summary>
    /// <exception cref="RequestException">It is out of range.</exception>
    public static int Size(int? limit) => limit is null or (>= 1 and <= Most)
        ? limit ?? Default
        : throw RequestException.Invalid($"'limit' is {limit}; expected 1 to {Most}.", "limit");

    /// <summary>A page of a list that does not change, as those of a version do not.</summary>
    /// <param name="all">The list.</param>
    /// <param name="version">Version of the list; a cursor of another version is refused.</param>
    /// <param name="query">The filters, so that a cursor of others is refused.</param>
    /// <param name="cursor">Where the page begins; null for the beginning.</param>
    /// <param name="limit">Most items; null for the default.</param>
    public static (IReadOnlyList<T> Items, string? Next) Of<T>(
        IReadOnlyList<T> all, string version, string query, string? cursor, int? limit)
    {
        int size = Size(limit);
        string hash = SearchCursor.HashOf(query);
        int start = cursor is null ? 0 : SearchCursor.Read(cursor, version, hash).Offset;
        int end = (int)Math.Min(all.Count, (long)start + size);
        return (
            [.. all.Skip(start).Take(size)],
            end < all.Count ? new SearchCursor(version, hash, end).ToString() : null);
    }

    /// <summary>A cursor that stands after an item of a list that grows.</summary>
    public static string After(string key) => Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes("a" + key));

    /// <summary>The item that a cursor stands after; null without a cursor.</summary>
    /// <exception cref="RequestException">It is not a cursor.</exception>
    public static string? Read(string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        try
        {
            return System.Text.Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) is ['a', .. string key] ? key : throw Wrong();
        }
        catch (FormatException)
        {
            throw Wrong();
        }

        static RequestException Wrong() =>
            RequestException.Invalid("'cursor' is not a cursor. Pass the previous page's 'next_cursor' unchanged.", "cursor");
    }
}
