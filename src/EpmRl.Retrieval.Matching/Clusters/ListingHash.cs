using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>A hash of all that a listing says, to notice changes. Its id and its place in the file are no part of it.</summary>
internal static class ListingHash
{
    /// <summary>The hash as 16 hexadecimal digits. The order of columns does not change it.</summary>
    public static string Of(ProductProfile listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        var hash = new XxHash3();
        Add(listing.Title);
        Add(listing.Description);
        Add(listing.Category ?? "");
        Add(listing.OptionText);
        foreach (IReadOnlyDictionary<string, JsonElement> columns in new[] { listing.Extra, listing.Shared })
        {
            Add("columns");
            foreach ((string name, JsonElement value) in columns.OrderBy(column => column.Key, StringComparer.Ordinal))
            {
                Add(name);
                Add(value.ValueKind == JsonValueKind.Undefined ? "" : value.GetRawText());
            }
        }

        return hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture);

        void Add(string text)
        {
            hash.Append(System.Text.Encoding.UTF8.GetBytes(text));
            hash.Append([0xFF]); // no byte of UTF-8, so that texts cannot run together
        }
    }
}
