using System.Text;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

/// <content>A model and a taxonomy as texts that can be compared.</content>
internal sealed partial class ModelTaxonomy
{
    /// <summary>Everything, as text that can be compared.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach ((string id, var attribute) in Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.AppendLine($"{id}: {attribute.Name} ({attribute.Kind})");
            foreach ((var key, ModelValue value) in Values.Where(pair => pair.Key.Attribute == id)
                .OrderBy(pair => pair.Key.Value, StringComparer.Ordinal))
            {
                text.AppendLine($"  {key.Value}: {value.Label} [{string.Join('|', value.Aliases)}] "
                    + $"{(value.Active ? "" : value.Split ? "split" : "old")} "
                    + string.Join(' ', value.Successors.Select(to => $"{to.Attribute}/{to.Value}")));
            }
        }

        foreach ((string id, var category) in Categories.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.AppendLine(
                $"{id}: {category.Name} < {category.Parent}: {string.Join(' ', AttributesOf(id).Order(StringComparer.Ordinal))}");
        }

        return text.ToString();
    }

    /// <summary>The same of a real taxonomy.</summary>
    public static string Describe(ProductTaxonomy taxonomy)
    {
        var text = new StringBuilder();
        foreach (AttributeDefinition attribute in taxonomy.Attributes.OrderBy(attribute => attribute.Id, StringComparer.Ordinal))
        {
            text.AppendLine($"{attribute.Id}: {attribute.Name} ({attribute.Kind.ToString().ToLowerInvariant()})");
            foreach (TaxonomyValue value in attribute.Values.OrderBy(value => value.Id, StringComparer.Ordinal))
            {
                string[] successors = value.ReplacedBy is null ? [.. value.SplitInto] : [value.ReplacedBy];
                text.AppendLine($"  {value.Id}: {value.Label} [{string.Join('|', value.Aliases)}] "
                    + $"{(value.Status == ValueStatus.Active ? "" : value.SplitInto.Count > 0 ? "split" : "old")} "
                    + string.Join(' ', successors.Select(to => to.Contains('/') ? to : $"{attribute.Id}/{to}")));
            }
        }

        foreach (Category category in taxonomy.Categories.OrderBy(category => category.Id, StringComparer.Ordinal))
        {
            text.AppendLine($"{category.Id}: {category.Name} < {category.ParentId}: "
                + string.Join(' ', category.Attributes.Select(attribute => attribute.Id).Order(StringComparer.Ordinal)));
        }

        return text.ToString();
    }
}
