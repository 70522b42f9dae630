using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Assigns the attributes of a wide table to columns.</summary>
/// <param name="taxonomy">The taxonomy of the results.</param>
internal sealed class WideColumns(ProductTaxonomy taxonomy)
{
    /// <summary>A column.</summary>
    /// <param name="Name">The name of its attributes.</param>
    /// <param name="Qualified">The name with the id, used if the name itself is taken.</param>
    /// <param name="Attributes">Ids of its attributes.</param>
    public sealed record Column(string Name, string Qualified, IReadOnlyList<string> Attributes);

    /// <summary>
    /// The columns of some attributes, in the taxonomy's order. Attributes with the same name share a column if they have the same kind and
    /// unit and no category has two of them, so that no listing can fill it twice.
    /// </summary>
    /// <param name="used">Ids of the attributes; unknown ones come last.</param>
    public IReadOnlyList<Column> Of(IEnumerable<string> used)
    {
        HashSet<string> wanted = [.. used];
        AttributeDefinition[] known = [.. taxonomy.Attributes.Where(attribute => wanted.Contains(attribute.Id))];
        ILookup<string, AttributeDefinition> byName = known.ToLookup(attribute => attribute.Name, StringComparer.OrdinalIgnoreCase);
        HashSet<string> together = NamesTwiceInACategory(wanted);
        var columns = new List<Column>();
        foreach (AttributeDefinition attribute in known)
        {
            AttributeDefinition[] same = [.. byName[attribute.Name]];
            bool shared = same.Length > 1 && !together.Contains(attribute.Name)
                && same.All(other => other.Kind == attribute.Kind && other.Quantity?.Unit == attribute.Quantity?.Unit);
            if (!shared)
            {
                columns.Add(new Column(same.Length > 1 ? Qualified(attribute) : attribute.Name, Qualified(attribute), [attribute.Id]));
            }
            else if (same[0] == attribute)
            {
                columns.Add(new Column(attribute.Name, Qualified(attribute), [.. same.Select(other => other.Id)]));
            }
        }

        return
        [
            .. columns,
            .. wanted.Except(known.Select(attribute => attribute.Id)).Order(StringComparer.Ordinal).Select(id => new Column(id, id, [id])),
        ];
    }

    private static string Qualified(AttributeDefinition attribute) => $"{attribute.Name} ({attribute.Id})";

    private HashSet<string> NamesTwiceInACategory(HashSet<string> wanted)
    {
        var twice = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Category category in taxonomy.Categories)
        {
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            twice.UnionWith(
                category.Attributes.Where(attribute => wanted.Contains(attribute.Id) && !seen.Add(attribute.Name))
                    .Select(attribute => attribute.Name));
        }

        return twice;
    }
}
