namespace EpmRl.Retrieval.Evaluation;

/// <summary>The labels that occur in some listings, by attribute name.</summary>
internal sealed class SeenLabels
{
    private readonly HashSet<(string Attribute, string Label)> labels = [];

    internal SeenLabels(IEnumerable<LabelledListing> listings)
    {
        foreach ((string attribute, IReadOnlyList<string> gold) in listings.SelectMany(listing => listing.Gold))
        {
            labels.UnionWith(gold.Select(label => (attribute, label)));
        }
    }

    internal bool Contains(string attribute, string label) => labels.Contains((attribute, label));
}
