using System.Buffers;
using System.Text.Json;
using EpmRl.Retrieval.Indexing.Qdrant.Rest;

namespace EpmRl.Retrieval.Indexing.Qdrant.Points;

/// <summary>Points that are written by one request, in column form. The same rows always give the same batches and the same bytes.</summary>
internal sealed class PointBatch
{
    private readonly List<(string Id, IndexRow Row)> points = [];
    private readonly ArrayBufferWriter<byte> ids = new();
    private readonly ArrayBufferWriter<byte> vectors = new();
    private readonly ArrayBufferWriter<byte> payloads = new();

    /// <summary>Number of points.</summary>
    public int Count => points.Count;

    /// <summary>Id and content hash of every point.</summary>
    public IEnumerable<(string Id, string ContentHash)> Contents => points.Select(point => (point.Id, point.Row.ContentHash));

    /// <summary>The body's size.</summary>
    public int Bytes => ids.WrittenCount + vectors.WrittenCount + payloads.WrittenCount + 64;

    /// <summary>Splits rows into batches, none larger than the limits unless a single point is.</summary>
    public static IEnumerable<PointBatch> Of(IEnumerable<IndexRow> rows, int mostPoints, int mostBytes)
    {
        var batch = new PointBatch();
        foreach (IndexRow row in rows)
        {
            batch.Add(row);
            if (batch.Bytes > mostBytes && batch.Count > 1)
            {
                // It does not fit any more: the rows before it go, it begins the next batch.
                yield return Of(batch.points[..^1]);
                batch = Of(batch.points[^1..]);
            }

            if (batch.Count == mostPoints)
            {
                yield return batch;
                batch = new PointBatch();
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>The same points as two batches.</summary>
    /// <exception cref="InvalidOperationException">There is one point only.</exception>
    public (PointBatch First, PointBatch Second) Split() => Count > 1
        ? (Of(points[..(Count / 2)]), Of(points[(Count / 2)..]))
        : throw new InvalidOperationException("One point cannot be split.");

    /// <summary>The body of the request.</summary>
    public ReadOnlyMemory<byte> Body()
    {
        var body = new ArrayBufferWriter<byte>(Bytes);
        body.Write("{\"batch\":{\"ids\":["u8);
        body.Write(ids.WrittenSpan);
        body.Write("],\"vectors\":["u8);
        body.Write(vectors.WrittenSpan);
        body.Write("],\"payloads\":["u8);
        body.Write(payloads.WrittenSpan);
        body.Write("]}}"u8);
        return body.WrittenMemory;
    }

    private static PointBatch Of(IEnumerable<(string Id, IndexRow Row)> points)
    {
        var batch = new PointBatch();
        foreach ((string _, IndexRow row) in points)
        {
            batch.Add(row);
        }

        return batch;
    }

    private void Add(IndexRow row)
    {
        string id = PointIds.Of(row);
        if (!row.Vector.Span.ContainsAnyExcept(0f) || row.Vector.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            throw new IndexFormatException(
                $"The vector of {row.Kind} '{row.ValueId ?? row.AttributeId ?? row.CategoryIds[0]}' in category '{row.CategoryIds[0]}' is zero or holds a " +
                "number that is not finite. Build the version anew: epmrl index verify tells whether it is damaged.");
        }

        points.Add((id, row));
        Write(ids, json => json.WriteStringValue(id));
        Write(vectors, json => JsonBody.WriteVector(json, row.Vector.Span));
        Write(payloads, json => JsonSerializer.Serialize(json, PayloadOf(row), QdrantJson.Default.PointPayload));
    }

    private void Write(ArrayBufferWriter<byte> column, Action<Utf8JsonWriter> write)
    {
        if (points.Count > 1)
        {
            column.Write(","u8);
        }

        using var json = new Utf8JsonWriter(column, QdrantJson.Writing);
        write(json);
    }

    // Only values carry the fields that filters use; a null value or a category is found by its id or kind alone.
    private static PointPayload PayloadOf(IndexRow row) => row.Kind switch
    {
        IndexRowKind.Value => new PointPayload
        {
            Kind = "value",
            Scope = Keywords.Join(row.CategoryIds[0], row.AttributeId!),
            CategoryId = row.CategoryIds,
            AttributeId = row.AttributeId,
            ValueId = row.ValueId,
            Key = Keywords.Join(row.AttributeId!, row.ValueId!),
            Text = row.Text,
            Description = row.IsDescription ? true : null,
            ContentHash = row.ContentHash,
        },
        IndexRowKind.NullValue => new PointPayload
        {
            Kind = "null",
            Of = Keywords.Join(row.CategoryIds[0], row.AttributeId!),
            ContentHash = row.ContentHash,
        },
        _ => new PointPayload
        {
            Kind = "category",
            Of = row.CategoryIds[0],
            Text = row.Text,
            Description = row.IsDescription ? true : null,
            ContentHash = row.ContentHash,
        },
    };
}
