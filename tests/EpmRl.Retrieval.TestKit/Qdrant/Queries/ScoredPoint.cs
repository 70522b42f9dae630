using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A point of an answer with its score.</summary>
internal sealed record ScoredPoint(StoredPoint Point, float Score, ulong Version, JsonNode? OrderValue = null)
{
    public JsonObject Show(Selectors selectors, CollectionConfig config)
    {
        JsonObject shown = new() { ["id"] = Point.Id.ToNode(), ["version"] = Version, ["score"] = StoredVector.Number(Score) };
        selectors.Show(shown, Point, config);
        if (OrderValue is not null)
        {
            shown["order_value"] = OrderValue.DeepClone();
        }

        return shown;
    }
}
