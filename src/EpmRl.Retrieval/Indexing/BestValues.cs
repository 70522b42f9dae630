using System.Runtime.InteropServices;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// The best values of a search, each (attribute, value) once with its best category, in memory that does not grow with the index.
/// </summary>
/// <param name="taxonomy">Provides the ids by which ties are broken.</param>
/// <param name="limit">Number of values wanted.</param>
internal sealed class BestValues(ProductTaxonomy taxonomy, int limit)
{
    private readonly int mostKept = (int)Math.Min((2L * limit) + 64, int.MaxValue);
    private readonly Dictionary<(int Attribute, int Value), (float Score, int Category)> found = [];

    /// <summary>The score a value must reach to be among the best, as far as known; it only rises.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    /// <summary>Adds a value's score in a category. Scores below <see cref="Threshold"/> may be left out.</summary>
    public void Take(in SearchRange range, int value, float score)
    {
        ref (float Score, int Category) best =
            ref CollectionsMarshal.GetValueRefOrAddDefault(found, (range.Attribute, value), out bool exists);
        if (!exists || score > best.Score || (score == best.Score && CompareIds(range.Category, best.Category) < 0))
        {
            best = (score, range.Category);
        }

        if (found.Count == mostKept)
        {
            Prune();
        }
    }

    /// <summary>The places of the best, in no order.</summary>
    public IReadOnlyCollection<(int Attribute, int Value)> Best()
    {
        if (found.Count > limit)
        {
            Prune();
        }

        return found.Keys;
    }

    /// <summary>The best, in order: by score, ties by the ids of attribute and value.</summary>
    public IReadOnlyList<ValueHit> Select()
    {
        ValueHit[] hits = [.. found.Select(value => new ValueHit(
            taxonomy.Categories[value.Value.Category].Id,
            taxonomy.Attributes[value.Key.Attribute].Id,
            taxonomy.Attributes[value.Key.Attribute].Values[value.Key.Value].Id,
            value.Value.Score))];
        return TopCandidates.Select(hits.AsSpan(), limit, default(HitOrder)).ToArray();
    }

    // Dropped entries can never return to the best: `limit` others score higher. A later, better score of the same value is added again.
    private void Prune()
    {
        KeyValuePair<(int Attribute, int Value), (float Score, int Category)>[] all = [.. found];
        Array.Sort(all, Compare);
        found.Clear();
        foreach ((var key, var best) in all.AsSpan(0, limit))
        {
            found.Add(key, best);
        }

        Threshold = all[limit - 1].Value.Score;
    }

    private int Compare(
        KeyValuePair<(int Attribute, int Value), (float Score, int Category)> x, KeyValuePair<(int Attribute, int Value),
        (float Score, int Category)> y)
    {
        int order = y.Value.Score.CompareTo(x.Value.Score);
        if (order != 0)
        {
            return order;
        }

        AttributeDefinition ofX = taxonomy.Attributes[x.Key.Attribute], ofY = taxonomy.Attributes[y.Key.Attribute];
        order = string.CompareOrdinal(ofX.Id, ofY.Id);
        return order != 0 ? order : string.CompareOrdinal(ofX.Values[x.Key.Value].Id, ofY.Values[y.Key.Value].Id);
    }

    private int CompareIds(int category, int other) =>
        category == other ? 0 : string.CompareOrdinal(taxonomy.Categories[category].Id, taxonomy.Categories[other].Id);

    private readonly struct HitOrder : IComparer<ValueHit>
    {
        public int Compare(ValueHit x, ValueHit y)
        {
            int order = y.Score.CompareTo(x.Score);
            order = order != 0 ? order : string.CompareOrdinal(x.AttributeId, y.AttributeId);
            return order != 0 ? order : string.CompareOrdinal(x.ValueId, y.ValueId);
        }
    }
}
