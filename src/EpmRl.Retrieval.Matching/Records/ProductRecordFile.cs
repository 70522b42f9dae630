namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Writes product records, JSON Lines:
/// <c>{"product","listings":[…],"fields":{"title":{"value","from","rule","agree","stated"},…},"attributes":{…}}</c>.
/// </summary>
internal static class ProductRecordFile
{
    /// <summary>Writes the records of all clusters within the size limit, in the order of the clusters.</summary>
    /// <param name="stream">Where they go.</param>
    /// <param name="run">The clusters, whose state tells which listing is older.</param>
    /// <param name="listings">The listings, by their positions in the clustering.</param>
    /// <param name="maxSize">The size limit; 0 for none.</param>
    /// <param name="cancellationToken">Checked between records.</param>
    /// <returns>How many records were written.</returns>
    public static int Write(
        Stream stream, ClusterRun run, IReadOnlyList<Catalog.ProductProfile> listings, int maxSize,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(listings);
        var lines = new JsonLineWriter(stream);
        var builder = new ProductRecordBuilder();
        int count = 0;
        for (int i = 0; i < run.Clustering.Clusters.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] cluster = run.Clustering.Clusters[i];
            if (maxSize > 0 && cluster.Length > maxSize)
            {
                continue;
            }

            IEnumerable<int> oldest = cluster.OrderBy(position => run.State.Listings[position].Since).ThenBy(position => position);
            Write(lines, builder.Build(run.Ids[i], [.. oldest.Select(position => listings[position])]));
            count++;
        }

        lines.Flush();
        return count;
    }

    private static void Write(JsonLineWriter lines, ProductRecord record) => lines.Write(json =>
    {
        json.WriteString("product"u8, record.Product);
        json.WriteStartArray("listings"u8);
        foreach (string listing in record.Listings)
        {
            json.WriteStringValue(listing);
        }

        json.WriteEndArray();
        foreach (bool attributes in new[] { false, true })
        {
            json.WriteStartObject(attributes ? "attributes"u8 : "fields"u8);
            foreach (RecordField field in record.Fields.Where(field => field.IsAttribute == attributes))
            {
                json.WriteStartObject(field.Name);
                json.WriteString("value"u8, field.Value);
                json.WriteString("from"u8, field.From);
                json.WriteString("rule"u8, NameOf(field.Rule));
                json.WriteNumber("agree"u8, field.Agreeing);
                json.WriteNumber("stated"u8, field.Stating);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
    });

    private static string NameOf(SurvivorRule rule) => rule switch
    {
        SurvivorRule.Medoid => "medoid",
        SurvivorRule.Longest => "longest",
        SurvivorRule.Majority => "majority",
        SurvivorRule.Lowest => "lowest",
        _ => "median",
    };
}
