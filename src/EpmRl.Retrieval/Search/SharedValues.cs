using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Search;

/// <summary>
/// Which values several attributes share. Attributes are of one kind where their names end in one word: "Color", "Lens color" and "Frame
/// color" share "Red"; "Waterproof" and "Bluetooth" share nothing, though both are answered with "Yes".
/// </summary>
internal sealed class SharedValues
{
    private readonly Dictionary<(string Attribute, string Value), (string Label, string Kind)> keys = [];
    private readonly HashSet<string> common;
    private readonly CategoryTree tree;

    public SharedValues(ProductTaxonomy taxonomy, CategoryTree tree)
    {
        this.tree = tree;
        common = CommonLabels.Of([.. taxonomy.Attributes.Select(attribute => attribute.Values.Select(value => value.Label))]);
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            string kind = QueryWords.Of(TextKey.Of(attribute.Name)) is [.., string last] ? last : attribute.Id;
            foreach (TaxonomyValue value in attribute.Values)
            {
                keys.Add((attribute.Id, value.Id), (TextKey.Of(value.Label), kind));
            }
        }
    }

    /// <summary>Whether a value has a label that many attributes have, whatever they are.</summary>
    public bool IsCommon(string attribute, string value) => keys.TryGetValue((attribute, value), out var key) && common.Contains(key.Label);

    /// <summary>Joins the hits of shared values, each at the place of its best.</summary>
    /// <param name="hits">The hits, best first.</param>
    public List<ValueSearchHit> Merge(List<ValueSearchHit> hits)
    {
        var merged = new OrderedDictionary<(string, string), List<ValueSearchHit>>();
        foreach (ValueSearchHit hit in hits)
        {
            (string, string) key = keys.TryGetValue((hit.AttributeId, hit.ValueId), out var known) ? known : (hit.ValueId, hit.AttributeId);
            if (!merged.TryGetValue(key, out List<ValueSearchHit>? same))
            {
                merged.Add(key, same = []);
            }

            same.Add(hit);
        }

        return [.. merged.Values.Select(same => same.Count == 1 ? same[0] : Join(same))];
    }

    // Of those that are spelled alike the one that most categories have stands for all; the score is that of the best.
    private ValueSearchHit Join(List<ValueSearchHit> same)
    {
        ValueSearchHit best = same[0];
        ValueSearchHit first = best.Spelling is null ? best : same
            .Where(hit => hit.Match == best.Match && hit.Spelling!.Score == best.Spelling.Score)
            .MaxBy(hit => tree.CountWith(hit.AttributeId))!;
        return first with
        {
            Score = best.Score,
            Cosine = best.Cosine,
            MeaningRank = best.MeaningRank,
            CategoryId = first.AttributeId == best.AttributeId ? best.CategoryId : first.CategoryId,
            Others =
            [
                .. same.Where(hit => hit != first).Select(hit => new ValueId(hit.AttributeId, hit.ValueId))
                    .OrderByDescending(other => tree.CountWith(other.Attribute)).ThenBy(other => other.Attribute, StringComparer.Ordinal),
            ],
        };
    }
}
