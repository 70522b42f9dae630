using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>The labels and groups in the listings that an engine learned from.</summary>
internal sealed class KnownLabels
{
    private readonly HashSet<(string Attribute, string Label)> labels = [];
    private readonly HashSet<string> groups = new(StringComparer.Ordinal);

    /// <summary>Collects labels and groups.</summary>
    public KnownLabels(IEnumerable<LabelledListing> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        foreach (LabelledListing listing in known)
        {
            foreach ((string attribute, IReadOnlyList<string> gold) in listing.Gold)
            {
                labels.UnionWith(gold.Select(label => (attribute, label)));
            }

            if (listing.Group is { } group)
            {
                groups.Add(group);
            }
        }
    }

    /// <summary>Whether a label of an attribute (by name) occurs.</summary>
    public bool HasLabel(string attribute, string label) => labels.Contains((attribute, label));

    /// <summary>Whether a listing of the group (shop) occurs.</summary>
    public bool HasGroup(string group) => groups.Contains(group);
}
