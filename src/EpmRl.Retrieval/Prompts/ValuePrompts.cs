using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Prompts;

/// <summary>
/// The prompts of a taxonomy's values. A prompt must look like the text it should be near, since an encoder cannot convert: a quantity has
/// its unit and also the one that listings use ("30.5 cm, 12 in"), a part of a GTIN also the form at the start of the GTIN ("42976,
/// 042976").
/// </summary>
/// <param name="taxonomy">The taxonomy.</param>
/// <param name="templates">The encoder's prompts.</param>
internal sealed class ValuePrompts(ProductTaxonomy taxonomy, PromptTemplates templates)
{
    /// <summary>
    /// Revision of this wording; increment it with every change, since indexes built with another revision must be rebuilt.
    /// </summary>
    public const int Revision = 2;

    private readonly MentionReaderFactory readers = new(taxonomy);
    private readonly Dictionary<string, QuantityWriter?> writers = new(StringComparer.Ordinal);

    /// <summary>The prompt of an attribute's null value.</summary>
    public string Null(Category category, AttributeDefinition attribute) => templates.ForValue(category.Name, attribute.Name, null);

    /// <summary>The prompt of a value by its label.</summary>
    /// <param name="category">The category.</param>
    /// <param name="attribute">The attribute.</param>
    /// <param name="label">The label.</param>
    /// <param name="attributeText">Text used for the attribute; null for its name.</param>
    public string Label(Category category, AttributeDefinition attribute, string label, string? attributeText = null) =>
        templates.ForValue(category.Name, attributeText ?? attribute.Name, Described(attribute, label));

    /// <summary>The prompt of a value by an alias or its description.</summary>
    public string Wording(Category category, AttributeDefinition attribute, string text) =>
        templates.ForValue(category.Name, attribute.Name, text);

    private string Described(AttributeDefinition attribute, string label)
    {
        if (attribute.Identifier is { Gtin: true, From: > 1 and var from })
        {
            return $"{label}, {Gtin.WithLead(label, from)}";
        }

        if (!writers.TryGetValue(attribute.Id, out QuantityWriter? writer))
        {
            writers.Add(attribute.Id, writer = QuantityWriter.Of(readers, attribute));
        }

        return writer?.Describe(label) ?? label;
    }
}
