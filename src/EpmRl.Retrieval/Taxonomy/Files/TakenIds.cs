using System.Globalization;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The ids in use, and new ones that avoid them.</summary>
/// <param name="ids">The ids in use at first.</param>
internal sealed class TakenIds(IEnumerable<string> ids)
{
    private readonly HashSet<string> taken = new(ids, StringComparer.Ordinal);
    // id → first untried number: a thousand equal names must not each try them all
    private readonly Dictionary<string, int> next = new(StringComparer.Ordinal);

    /// <summary>No id is in use.</summary>
    public TakenIds()
        : this([])
    {
    }

    /// <summary>Takes an id.</summary>
    /// <returns>False when it was in use.</returns>
    public bool Add(string id) => taken.Add(id);

    /// <summary>Takes an id or, where it is in use, the id with <c>-2</c>, <c>-3</c> … in the order of the source.</summary>
    public string Unique(string id)
    {
        if (taken.Add(id))
        {
            return id;
        }

        int number = next.GetValueOrDefault(id, 2);
        string unique;
        do
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{id}-{number++}");
        }
        while (!taken.Add(unique));
        next[id] = number;
        return unique;
    }
}
