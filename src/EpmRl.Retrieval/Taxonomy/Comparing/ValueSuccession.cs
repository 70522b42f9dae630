namespace EpmRl.Retrieval.Taxonomy;

/// <summary>What became, in a newer taxonomy, of the values that older tags name.</summary>
/// <param name="taxonomy">The newer taxonomy.</param>
public sealed class ValueSuccession(ProductTaxonomy taxonomy)
{
    private readonly Dictionary<string, Dictionary<string, TaxonomyValue>> values = new(StringComparer.Ordinal);

    /// <summary>Follows redirects to values that are in use.</summary>
    /// <param name="id">What an older tag names.</param>
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

        // The checks of a taxonomy see to it that a successor is in use.
        ValueId[] successors = [.. (found.ReplacedBy is null ? found.SplitInto : [found.ReplacedBy]).Select(text => ValueId.Within(id.Attribute, text))];
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

/// <summary>What became of a value.</summary>
/// <param name="Fate">In a word.</param>
/// <param name="Values">Itself, the value that took its place, or the parts that it was split into; empty when it is lost.</param>
public sealed record ValueOutcome(ValueFate Fate, IReadOnlyList<ValueId> Values);

/// <summary>What became of a value, in a word.</summary>
public enum ValueFate
{
    /// <summary>It is in use, perhaps under another label.</summary>
    Kept,

    /// <summary>Another value took its place.</summary>
    Redirected,

    /// <summary>It was taken apart: which part a listing has must be told anew.</summary>
    Split,

    /// <summary>It is gone, or out of use without a successor.</summary>
    Lost,
}
