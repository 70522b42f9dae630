using System.Text.Json;

namespace EpmRl.Retrieval.Matching;

/// <summary>Writes clusters and their changes, JSON Lines.</summary>
internal static class ClusterFiles
{
    /// <summary>
    /// Writes a line for each listing, in order: <c>{"id","cluster"}</c>; where a cluster is above the size limit, its cluster is null and
    /// <c>"review"</c> says why.
    /// </summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="listings">Id, side (null for one list) and position in the clustering of each listing.</param>
    /// <param name="run">The clusters.</param>
    /// <param name="maxSize">The size limit; 0 for none.</param>
    public static void WriteListings(
        Stream stream, IEnumerable<(string Id, string? Side, int Position)> listings, ClusterRun run, int maxSize)
    {
        var lines = new JsonLineWriter(stream);
        foreach ((string id, string? side, int position) in listings)
        {
            int cluster = run.Clustering.ClusterOf[position];
            int size = run.Clustering.Clusters[cluster].Length;
            lines.Write(json =>
            {
                json.WriteString("id"u8, id);
                if (maxSize > 0 && size > maxSize)
                {
                    json.WriteNull("cluster"u8);
                    json.WriteString(
                        "review"u8, FormattableString.Invariant($"cluster {run.Ids[cluster]} has {size} listings, more than {maxSize}"));
                }
                else
                {
                    json.WriteString("cluster"u8, run.Ids[cluster]);
                }

                if (side is not null)
                {
                    json.WriteString("side"u8, side);
                }
            });
        }

        lines.Flush();
    }

    /// <summary>Writes events: <c>{"event":"merge","into","from":[…],"listings"}</c> and the like.</summary>
    public static void WriteEvents(Stream stream, IEnumerable<ClusterEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var lines = new JsonLineWriter(stream);
        foreach (ClusterEvent happened in events)
        {
            lines.Write(json =>
            {
                switch (happened.Kind)
                {
                    case ClusterEventKind.Merge:
                        json.WriteString("event"u8, "merge"u8);
                        json.WriteString("into"u8, happened.Cluster);
                        WriteList(json, "from", happened.Others);
                        break;
                    case ClusterEventKind.Split:
                        json.WriteString("event"u8, "split"u8);
                        json.WriteString("from"u8, happened.Cluster);
                        WriteList(json, "into", happened.Others);
                        break;
                    case ClusterEventKind.Move:
                        json.WriteString("event"u8, "move"u8);
                        json.WriteString("into"u8, happened.Cluster);
                        WriteList(json, "from", happened.Others);
                        break;
                    default:
                        json.WriteString("event"u8, happened.Kind == ClusterEventKind.Birth ? "birth"u8 : "death"u8);
                        json.WriteString("cluster"u8, happened.Cluster);
                        break;
                }

                json.WriteNumber("listings"u8, happened.Listings);
            });
        }

        lines.Flush();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> ids)
    {
        json.WriteStartArray(name);
        foreach (string id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }
}
