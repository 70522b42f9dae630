namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The fate, in a newer taxonomy, of the values named by older tags.</summary>
/// <param name="taxonomy">The newer taxonomy.</param>
internal sealed class ValueSuccession(ProductTaxonomy taxonomy)
{
    private readonly Dictionary<string, Dictionary<string, TaxonomyValue>> values = new(StringComparer.Ordinal);

    /// <summary>Follows redirects to active values.</summary>
    /// <param name="id">A value named by an older tag.</param>
    public ValueOutcome Of(ValueId id)
    {
        if (Find(id) is not { } found)
        {
            return new ValueOutcome(ValueFate.Lost, []);
        }

        if (found.Status == ValueStatus.Active)
        {
            return new ValueOutcome(ValueFate.Kept, [id]);
        }

        if (found.ReplacedBy is null && found.SplitInto.Count == 0)
        {
            return new ValueOutcome(ValueFate.Lost, []);
        }

        // The checks of a taxonomy ensure that a successor is active.
        ValueId[] successors =
            [.. (found.ReplacedBy is null ? found.SplitInto : [found.ReplacedBy]).Select(text => ValueId.Within(id.Attribute, text))];
        return new ValueOutcome(found.ReplacedBy is null ? ValueFate.Split : ValueFate.Redirected, successors);
    }

    /// <summary>A value by its id; null when the taxonomy does not have it.</summary>
    public TaxonomyValue? Find(ValueId id)
    {
        if (!values.TryGetValue(id.Attribute, out Dictionary<string, TaxonomyValue>? known))
        {
            known = taxonomy.TryFindAttribute(id.Attribute, out AttributeDefinition? attribute)
                ? attribute.Values.ToDictionary(value => value.Id, StringComparer.Ordinal)
                : [];
            values.Add(id.Attribute, known);
        }

        return known.GetValueOrDefault(id.Value);
    }
}

/// <summary>The fate of a value.</summary>
/// <param name="Fate">Its kind.</param>
/// <param name="Values">The value itself, its replacement, or the parts it was split into; empty when it is lost.</param>
internal sealed record ValueOutcome(ValueFate Fate, IReadOnlyList<ValueId> Values);

/// <summary>The kinds of a value's fate.</summary>
internal enum ValueFate
{
    /// <summary>It is active, perhaps under a new label.</summary>
    Kept,

    /// <summary>It was replaced by another value.</summary>
    Redirected,

    /// <summary>It was split: which part a listing has must be determined again.</summary>
    Split,

    /// <summary>It was removed, or deprecated without a successor.</summary>
    Lost,
}
