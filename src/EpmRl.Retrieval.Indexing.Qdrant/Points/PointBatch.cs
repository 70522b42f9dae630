using Google.Protobuf;
using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Points written by one request. The same rows always give the same batches and the same bytes.</summary>
internal sealed class PointBatch
{
    private readonly List<PointStruct> points;

    private PointBatch(List<PointStruct> points) => this.points = points;

    /// <summary>Number of points.</summary>
    public int Count => points.Count;

    /// <summary>The points.</summary>
    public IReadOnlyList<PointStruct> Points => points;

    /// <summary>Splits rows into batches within the limits; only a single large point may exceed them.</summary>
    public static IEnumerable<PointBatch> Of(IEnumerable<IndexRow> rows, int mostPoints, int mostBytes)
    {
        var points = new List<PointStruct>();
        int bytes = 0;
        foreach (IndexRow row in rows)
        {
            PointStruct point = PointOf(row);
            int size = 1 + CodedOutputStream.ComputeMessageSize(point);
            if (points.Count == mostPoints || (points.Count > 0 && bytes + size > mostBytes))
            {
                yield return new PointBatch(points);
                (points, bytes) = ([], 0);
            }

            points.Add(point);
            bytes += size;
        }

        if (points.Count > 0)
        {
            yield return new PointBatch(points);
        }
    }

    /// <summary>The same points as two batches.</summary>
    /// <exception cref="InvalidOperationException">There is only one point.</exception>
    public (PointBatch First, PointBatch Second) Split() => Count > 1
        ? (new(points[..(Count / 2)]), new(points[(Count / 2)..]))
        : throw new InvalidOperationException("One point cannot be split.");

    private static PointStruct PointOf(IndexRow row)
    {
        if (!row.Vector.Span.ContainsAnyExcept(0f) || row.Vector.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            throw new IndexFormatException(
                $"The vector of {row.Kind} '{row.ValueId ?? row.AttributeId ?? row.CategoryIds[0]}' in category '{row.CategoryIds[0]}' "
                    + "is zero or holds a number that is not finite. "
                    + "Build the version again: Verify the version to see whether it is damaged.");
        }

        var point = new PointStruct
        {
            Id = new PointId { Uuid = PointIds.Of(row) },
            Vectors = new Vectors { Vector = new Vector { Dense = new DenseVector { Data = { row.Vector.ToArray() } } } },
        };
        AddPayload(point.Payload, row);
        return point;
    }

    // Only values carry the fields that filters use; a null value or a category is found by its id or kind alone.
    private static void AddPayload(MapField<string, Value> payload, IndexRow row)
    {
        switch (row.Kind)
        {
            case IndexRowKind.Value:
                payload.Add(PayloadFields.Kind, "value");
                payload.Add(PayloadFields.Scope, Keywords.Join(row.CategoryIds[0], row.AttributeId!));
                payload.Add(PayloadFields.CategoryId, row.CategoryIds.ToArray());
                payload.Add(PayloadFields.AttributeId, row.AttributeId!);
                payload.Add(PayloadFields.ValueId, row.ValueId!);
                payload.Add(PayloadFields.Key, Keywords.Join(row.AttributeId!, row.ValueId!));
                break;
            case IndexRowKind.NullValue:
                payload.Add(PayloadFields.Kind, "null");
                payload.Add(PayloadFields.Of, Keywords.Join(row.CategoryIds[0], row.AttributeId!));
                break;
            default:
                payload.Add(PayloadFields.Kind, "category");
                payload.Add(PayloadFields.Of, row.CategoryIds[0]);
                break;
        }

        if (row.Kind != IndexRowKind.NullValue)
        {
            if (row.Text is { } text)
            {
                payload.Add(PayloadFields.Text, text);
            }

            if (row.IsDescription)
            {
                payload.Add(PayloadFields.Description, true);
            }
        }

        payload.Add(PayloadFields.ContentHash, row.ContentHash);
    }
}
