using System.Globalization;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Gives clusters the ids of the earlier run: each cluster the id that most of its listings had; the rest is reported as events.
/// </summary>
internal sealed class PersistentIds
{
    private readonly Clustering clustering;
    private readonly string?[] before; // of each listing: the id of its earlier cluster; null for a new listing
    private readonly Dictionary<string, int> sizeBefore = new(StringComparer.Ordinal); // deleted listings included
    private readonly Dictionary<(string Id, int Cluster), int> shared = [];
    private readonly string?[] ids; // of each cluster

    private PersistentIds(Clustering clustering, string?[] before, IEnumerable<string> all)
    {
        (this.clustering, this.before) = (clustering, before);
        ids = new string?[clustering.Clusters.Count];
        foreach (string id in all)
        {
            sizeBefore[id] = sizeBefore.GetValueOrDefault(id) + 1;
        }

        for (int i = 0; i < before.Length; i++)
        {
            if (before[i] is { } id)
            {
                (string, int) key = (id, clustering.ClusterOf[i]);
                shared[key] = shared.GetValueOrDefault(key) + 1;
            }
        }
    }

    /// <summary>Assigns ids.</summary>
    /// <param name="clustering">The new clusters.</param>
    /// <param name="before">The earlier cluster of each listing; null for a new listing.</param>
    /// <param name="all">The earlier cluster of every listing of the earlier run, deleted ones included.</param>
    /// <param name="next">Number of the next new id; moved on.</param>
    /// <returns>The id of each cluster, and what changed.</returns>
    public static (string[] Ids, IReadOnlyList<ClusterEvent> Events) Assign(
        Clustering clustering, string?[] before, IEnumerable<string> all, ref long next)
    {
        var assignment = new PersistentIds(clustering, before, all);
        assignment.Keep();
        for (int i = 0; i < assignment.ids.Length; i++)
        {
            assignment.ids[i] ??= string.Create(CultureInfo.InvariantCulture, $"p{next++}");
        }

        return ([.. assignment.ids.Select(id => id!)], assignment.Events());
    }

    // The largest share first; then the oldest id, which has the lowest number; then the first cluster.
    private void Keep()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (((string id, int cluster), _) in shared
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key.Id, ById).ThenBy(entry => entry.Key.Cluster))
        {
            if (ids[cluster] is null && taken.Add(id))
            {
                ids[cluster] = id;
            }
        }
    }

    private List<ClusterEvent> Events()
    {
        var events = new List<ClusterEvent>();
        var remaining = ids.ToHashSet(StringComparer.Ordinal);
        ILookup<string, int> clustersOf = shared.Keys.ToLookup(key => key.Id, key => key.Cluster, StringComparer.Ordinal);
        ILookup<int, string> idsIn = shared.Keys.ToLookup(key => key.Cluster, key => key.Id);
        foreach (string id in sizeBefore.Keys.Order(ById))
        {
            int[] now = [.. clustersOf[id].Order()];
            if (now.Length == 0)
            {
                events.Add(new ClusterEvent(ClusterEventKind.Death, id, [], sizeBefore[id]));
            }
            else if (now.Any(cluster => IsNew(ids[cluster]!)))
            {
                events.Add(new ClusterEvent(
                    ClusterEventKind.Split, id, [.. now.Select(cluster => ids[cluster]!).Order(ById)],
                    now.Sum(cluster => shared[(id, cluster)])));
            }
        }

        for (int cluster = 0; cluster < ids.Length; cluster++)
        {
            string own = ids[cluster]!;
            string[] others = [.. idsIn[cluster].Where(id => id != own).Order(ById)];
            string[] ended = [.. others.Where(id => !remaining.Contains(id))];
            if (others.Length == 0 && IsNew(own))
            {
                events.Add(new ClusterEvent(ClusterEventKind.Birth, own, [], clustering.Clusters[cluster].Length));
            }

            if (ended.Length > 0)
            {
                events.Add(new ClusterEvent(ClusterEventKind.Merge, own, ended, ended.Sum(id => shared[(id, cluster)])));
            }

            if (!IsNew(own)) // else it is part of a split
            {
                foreach (string id in others.Except(ended, StringComparer.Ordinal))
                {
                    events.Add(new ClusterEvent(ClusterEventKind.Move, own, [id], shared[(id, cluster)]));
                }
            }
        }

        return events;

        bool IsNew(string id) => !sizeBefore.ContainsKey(id);
    }

    private static readonly Comparer<string> ById = Comparer<string>.Create((one, other) =>
        one.Length != other.Length ? one.Length.CompareTo(other.Length) : string.CompareOrdinal(one, other));
}
