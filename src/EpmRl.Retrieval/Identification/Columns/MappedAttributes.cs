using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Resolves the attributes of a column mapping against a taxonomy.</summary>
internal static class MappedAttributes
{
    /// <summary>
    /// Orders each pair of a mapping as column, attribute: <c>color=Lackierung</c> is <c>Lackierung=color</c>, since only <c>color</c> is
    /// an attribute.
    /// </summary>
    /// <param name="map">The mapping as typed.</param>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <exception cref="InvalidRequestException">
    /// Neither side of a pair is the id or name of an attribute; the message names the pair.
    /// </exception>
    public static ColumnMap Of(ColumnMap map, ProductTaxonomy taxonomy)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(taxonomy);
        if (map.Attributes.Count == 0)
        {
            return map;
        }

        HashSet<string> keys =
            [.. taxonomy.Attributes.SelectMany(attribute => (string[])[attribute.Id, attribute.Name]).Select(ColumnKey.Of)];
        return map with
        {
            Attributes =
            [
                .. map.Attributes.Select(pair =>
                    keys.Contains(ColumnKey.Of(pair.Attribute)) ? pair : Turned(pair.Column, pair.Attribute)),
            ],
        };

        (string, string) Turned(string left, string right) =>
            keys.Contains(ColumnKey.Of(left)) ? (right, left) : throw new InvalidRequestException(
            $"The taxonomy has no attribute '{right}' for the mapping '{left}={right}'. Write column=attribute with an attribute's id or "
                + $"name, or field=column with a field of a listing."
            + ClosestName.Hint(right, [.. taxonomy.Attributes.Select(attribute => attribute.Id)]));
    }
}
