using System.Text;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Prompts;

/// <summary>The text encoded for an attribute: its name, unit, meaning and some of its values.</summary>
internal static class AttributePrompt
{
    private const int MostValues = 8;
    private const int LongestDescription = 160;

    /// <summary>The prompt of an attribute.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="values">Whether some of its values are named, evenly spread over the list.</param>
    public static string Of(AttributeDefinition attribute, bool values = true)
    {
        var prompt = new StringBuilder(attribute.Name);
        if (attribute.Quantity?.Unit is { } unit)
        {
            prompt.Append(" in ").Append(unit);
        }

        if (attribute.Description is { Length: > 0 } description)
        {
            prompt.Append(": ").Append(description.AsSpan(0, Math.Min(description.Length, LongestDescription)));
        }

        TaxonomyValue[] active = values ? [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)] : [];
        int count = Math.Min(active.Length, MostValues);
        for (int i = 0; i < count; i++)
        {
            prompt.Append(i == 0 ? "; such as " : ", ").Append(active[i * active.Length / count].Label);
        }

        return prompt.ToString();
    }
}
