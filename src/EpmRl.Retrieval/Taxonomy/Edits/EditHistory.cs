using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>What stored tags may refer to: it decides which ids may be removed, and which may be used.</summary>
internal sealed class EditHistory
{
    private readonly Dictionary<(RemovedKind Kind, string Id), RemovedId> removed = [];

    /// <summary>Nothing published and nothing removed.</summary>
    public static EditHistory Empty => new();

    /// <summary>The taxonomy as last published; null when it never was.</summary>
    public ProductTaxonomy? Published { get; set; }

    /// <summary>Everything removed, with the last removal of each.</summary>
    public IReadOnlyCollection<RemovedId> Removed => removed.Values;

    /// <summary>Records removals.</summary>
    public void Note(IEnumerable<RemovedId> ids)
    {
        foreach (RemovedId id in ids)
        {
            removed[(id.Kind, id.Id)] = id;
        }
    }

    /// <summary>Refuses the id of a removed part, unless the name shows that the same part comes back.</summary>
    /// <exception cref="EditRefusedException">The id belonged to something else.</exception>
    /// <param name="kind">The kind of the new part.</param>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its name.</param>
    /// <param name="now">The removals of the current edits.</param>
    public void ThrowIfTaken(RemovedKind kind, string id, string name, IReadOnlyList<RemovedId> now)
    {
        RemovedId? before = now.LastOrDefault(one => one.Kind == kind && one.Id == id) ?? removed.GetValueOrDefault((kind, id));
        if (before is not null && TextKey.Of(before.Name) != TextKey.Of(name))
        {
            throw new EditRefusedException(
                $"The id '{id}' belonged to the {(kind == RemovedKind.Attribute ? "attribute" : "category")} '{before.Name}', "
                    + $"which was removed. "
                + $"An id is never used for another meaning: choose a new one, or bring it back under its name.");
        }
    }
}
