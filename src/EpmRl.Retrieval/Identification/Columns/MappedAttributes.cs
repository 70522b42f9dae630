using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification.Columns;

/// <summary>Checks the attributes that a mapping names.</summary>
public static class MappedAttributes
{
    /// <summary>What is wrong with a mapping, in a sentence: a pair in which nothing is the id or name of an attribute; null where nothing is.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="taxonomy">The taxonomy.</param>
    public static string? Fault(ColumnMap map, ProductTaxonomy taxonomy)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(taxonomy);
        if (map.Attributes.Count == 0)
        {
            return null;
        }

        HashSet<string> keys = [.. taxonomy.Attributes.SelectMany(attribute => (string[])[attribute.Id, attribute.Name]).Select(ColumnKey.Of)];
        foreach ((string column, string attribute) in map.Attributes.Where(pair => !keys.Contains(ColumnKey.Of(pair.Column)) && !keys.Contains(ColumnKey.Of(pair.Attribute))))
        {
            return $"the taxonomy has no attribute '{attribute}', to which '{column}={attribute}' maps a column; "
                + $"write column=attribute with an attribute's id or name, or field=column with a field of the listing.{ClosestName.Hint(attribute, [.. taxonomy.Attributes.Select(one => one.Id)])}";
        }

        return null;
    }
}
