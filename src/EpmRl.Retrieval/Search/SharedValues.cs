using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Search;

/// <summary>
/// Values shared by several attributes. Attributes are of one kind where their names end in the same word: "Color", "Lens color" and "Frame
/// color" share "Red"; "Waterproof" and "Bluetooth" share nothing, though both are answered with "Yes".
/// </summary>
internal sealed class SharedValues
{
    private readonly Dictionary<(string Attribute, string Value), int> groups = []; // values with the same number are shared
    private readonly HashSet<int> common = [];
    private readonly CategoryTree tree;

    public SharedValues(ProductTaxonomy taxonomy, CategoryTree tree)
    {
        this.tree = tree;
        HashSet<string> labels =
            CommonLabels.Of([.. taxonomy.Attributes.Select(attribute => attribute.Values.Select(value => value.Label))]);
        var numbers = new Dictionary<(string Label, string Kind), int>();
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            string kind = QueryWords.Of(TextKey.Of(attribute.Name)) is [.., string last] ? last : attribute.Id;
            foreach (TaxonomyValue value in attribute.Values)
            {
                string label = TextKey.Of(value.Label);
                if (!numbers.TryGetValue((label, kind), out int number))
                {
                    numbers.Add((label, kind), number = numbers.Count);
                }

                groups.Add((attribute.Id, value.Id), number);
                if (labels.Contains(label))
                {
                    common.Add(number);
                }
            }
        }
    }

    /// <summary>Moves values with a label common to many unrelated attributes behind all others, unless the query is that label.</summary>
    /// <param name="hits">The hits, best first; otherwise their order stays.</param>
    public List<ValueSearchHit> CommonLast(List<ValueSearchHit> hits)
    {
        if (common.Count == 0)
        {
            return hits;
        }

        ILookup<bool, ValueSearchHit> byLast =
            hits.ToLookup(hit => hit.Match > ValueMatch.Id && common.Contains(groups[(hit.AttributeId, hit.ValueId)]));
        return [.. byLast[false], .. byLast[true]];
    }

    /// <summary>Merges the hits of shared values, each at the rank of its best.</summary>
    /// <param name="hits">The hits, best first.</param>
    public List<ValueSearchHit> Merge(List<ValueSearchHit> hits)
    {
        var merged = new OrderedDictionary<int, List<ValueSearchHit>>();
        foreach (ValueSearchHit hit in hits)
        {
            int group = groups[(hit.AttributeId, hit.ValueId)];
            if (!merged.TryGetValue(group, out List<ValueSearchHit>? same))
            {
                merged.Add(group, same = []);
            }

            same.Add(hit);
        }

        return [.. merged.Values.Select(same => same.Count == 1 ? same[0] : Join(same))];
    }

    // Among those with the same spelling the one in most categories represents all; the score is the best one's.
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
