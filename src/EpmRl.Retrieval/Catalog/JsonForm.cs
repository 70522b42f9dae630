using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>The layout of listings in a JSON file, as far as its first bytes show.</summary>
/// <param name="Kind">The layout.</param>
/// <param name="Start">For an array: the byte offset of its bracket, from 0.</param>
/// <param name="Name">The property that holds the array; null where the file is the array itself.</param>
internal readonly record struct JsonForm(JsonForm.Kinds Kind, int Start = 0, string? Name = null)
{
    private const int Deepest = 2; // _embedded.items

    // Names of the array in API responses of shops and catalogues.
    private static readonly HashSet<string> ArrayNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "products", "items", "listings", "offers", "articles", "data", "results", "rows", "records", "entries", "documents",
    };

    /// <summary>The layouts.</summary>
    internal enum Kinds
    {
        /// <summary>One object per line.</summary>
        Lines,

        /// <summary>Objects over several lines, in sequence.</summary>
        Objects,

        /// <summary>Elements of an array.</summary>
        Array,
    }

    /// <summary>Detects the layout.</summary>
    /// <param name="head">The first bytes of the file.</param>
    /// <param name="isText">Whether a property is a title or a description: an object with one is a listing.</param>
    /// <param name="isAll">Whether these are all bytes.</param>
    /// <returns>The layout; null where more bytes are needed.</returns>
    public static JsonForm? Of(ReadOnlySpan<byte> head, Func<string, bool> isText, bool isAll)
    {
        int first = head.IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0 || head[first] == '[')
        {
            return new JsonForm(first < 0 ? Kinds.Lines : Kinds.Array, Math.Max(first, 0));
        }

        var json = new Utf8JsonReader(head[first..], isFinalBlock: false, default);
        JsonForm? array = null;
        int elements = 0; // depth of the properties of the array's elements
        bool isListing = false, holdsListings = false, ended = false;
        string? name = null;
        try
        {
            while (!ended && json.Read())
            {
                ended = json.CurrentDepth == 0 && json.TokenType == JsonTokenType.EndObject;
                if (json.TokenType == JsonTokenType.PropertyName)
                {
                    name = json.CurrentDepth <= Deepest || json.CurrentDepth == elements ? json.GetString() : null;
                    isListing |= json.CurrentDepth == 1 && isText(name!);
                    holdsListings |= json.CurrentDepth == elements && isText(name!);
                }
                else if (json.TokenType == JsonTokenType.StartArray && array is null && name is not null && ArrayNames.Contains(name))
                {
                    array = new JsonForm(Kinds.Array, first + (int)json.TokenStartIndex, name);
                    elements = json.CurrentDepth + 2;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new JsonForm(Kinds.Lines); // whose reader reports the fault
        }

        return !ended && !isAll ? null
            : array is { } found && holdsListings && !isListing ? found
            : head.Slice(first, (int)json.BytesConsumed).Contains((byte)'\n') ? new JsonForm(Kinds.Objects)
            : new JsonForm(Kinds.Lines);
    }
}
