using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Value lists collected from labels, for data sets without published ones: category → attribute → labels.</summary>
internal static class LabelLists
{
    private static readonly JsonSerializerOptions Written =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Collects every label, in ordinal order.</summary>
    /// <param name="listings">The listings with known labels.</param>
    /// <param name="attributesOf">
    /// Listings whose categories and attributes get a list, even an empty one: an attribute may have no value in
    /// <paramref name="listings"/>. Null for the same listings. Their labels are not used.
    /// </param>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>> Gather(
        IEnumerable<LabelledListing> listings, IEnumerable<LabelledListing>? attributesOf = null)
    {
        ArgumentNullException.ThrowIfNull(listings);
        var lists = new SortedDictionary<string, SortedDictionary<string, SortedSet<string>>>(StringComparer.Ordinal);
        IReadOnlyList<LabelledListing> labelled = [.. listings];
        foreach (LabelledListing listing in attributesOf ?? labelled)
        {
            SortedDictionary<string, SortedSet<string>> attributes = At(lists, listing.Category, static () => new(StringComparer.Ordinal));
            foreach (string attribute in listing.Gold.Keys)
            {
                At(attributes, attribute, static () => new(StringComparer.Ordinal));
            }
        }

        foreach (LabelledListing listing in labelled)
        {
            SortedDictionary<string, SortedSet<string>> attributes = At(lists, listing.Category, static () => new(StringComparer.Ordinal));
            foreach ((string attribute, IReadOnlyList<string> labels) in listing.Gold)
            {
                At(attributes, attribute, static () => new(StringComparer.Ordinal)).UnionWith(labels);
            }
        }

        return lists.ToDictionary(
            category => category.Key,
            category => (IReadOnlyDictionary<string, IReadOnlyList<string>>)category.Value.ToDictionary(
                attribute => attribute.Key, attribute => (IReadOnlyList<string>)[.. attribute.Value], StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    /// <summary>Writes lists in the format of <c>epmrl taxonomy import --format values-json</c>.</summary>
    public static void Write(IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>> lists, string file) =>
        File.WriteAllText(file, JsonSerializer.Serialize(lists, Written));

    private static T At<T>(SortedDictionary<string, T> map, string key, Func<T> make)
    {
        if (!map.TryGetValue(key, out T? value))
        {
            map.Add(key, value = make());
        }

        return value;
    }
}
