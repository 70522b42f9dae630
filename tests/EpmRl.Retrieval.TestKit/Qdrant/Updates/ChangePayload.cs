using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Updates;

/// <summary>Changes the payload of points: each kind of change is a function from the old payload to the new one.</summary>
/// <param name="selection">The points.</param>
/// <param name="change">Gets a copy that it may change, and returns what is kept.</param>
/// <param name="takesRoom">Whether the payload can grow.</param>
internal sealed class ChangePayload(PointSelection selection, Func<JsonObject, JsonObject> change, bool takesRoom) : Update
{
    public override Filter? Filter => selection.ActiveFilter;

    public override bool TakesRoom => takesRoom;

    /// <summary>Merges keys, at a path or at the top. Null takes a key out.</summary>
    public static ChangePayload Set(PointSelection selection, JsonObject values, PayloadPath? at) =>
        new(selection, old => Merge(old, values, at), takesRoom: true);

    public static ChangePayload Overwrite(PointSelection selection, JsonObject values) =>
        new(selection, _ => (JsonObject)values.DeepClone(), takesRoom: true);

    public static ChangePayload DeleteKeys(PointSelection selection, IReadOnlyList<PayloadPath> keys) =>
        new(selection, old => Without(old, keys), takesRoom: false);

    public static ChangePayload Clear(PointSelection selection) => new(selection, _ => [], takesRoom: false);

    public override int Cost(Collection collection) => selection.Count(collection);

    public override void Apply(Collection collection, ulong number)
    {
        foreach (StoredPoint point in selection.Existing(collection))
        {
            collection.Put(point with { Payload = change((JsonObject)point.Payload.DeepClone()), Version = number });
        }

        selection.DemandAll(collection);
    }

    private static JsonObject Merge(JsonObject payload, JsonObject values, PayloadPath? at)
    {
        JsonObject target = at?.Reach(payload) ?? payload;
        foreach ((string key, JsonNode? value) in values)
        {
            if (value is null)
            {
                target.Remove(key);
            }
            else
            {
                target[key] = value.DeepClone();
            }
        }

        return payload;
    }

    private static JsonObject Without(JsonObject payload, IReadOnlyList<PayloadPath> keys)
    {
        foreach (PayloadPath key in keys)
        {
            key.Remove(payload);
        }

        return payload;
    }
}
