using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Which payload and vectors an answer carries.</summary>
internal sealed class Selectors
{
    private bool _payload;
    private bool _vectors;
    private IReadOnlyList<PayloadPath>? _include;
    private IReadOnlyList<PayloadPath>? _exclude;
    private IReadOnlyList<string>? _names;

    /// <param name="body">The request, or the part of it that holds the selectors.</param>
    /// <param name="payload">Whether the payload comes when nothing is said.</param>
    /// <param name="vectors">Whether the vectors come when nothing is said.</param>
    /// <exception cref="FormatFault">A selector has none of its shapes.</exception>
    public static Selectors Read(JsonItem? body, bool payload, bool vectors)
    {
        Selectors selectors = new() { _payload = payload, _vectors = vectors };
        selectors.ReadPayload(body?["with_payload"]);
        selectors.ReadVectors(body?["with_vector"] ?? body?["with_vectors"]);
        return selectors;
    }

    /// <summary>Adds payload and vectors to a point of an answer.</summary>
    public JsonObject Show(JsonObject shown, StoredPoint point, CollectionConfig config)
    {
        if (_payload)
        {
            shown["payload"] = Payload(point.Payload);
        }

        if (_vectors)
        {
            shown["vector"] = Vectors(point, config);
        }

        return shown;
    }

    private void ReadPayload(JsonItem? item)
    {
        if (item is null)
        {
            return;
        }

        _payload = item.Kind != JsonKind.Boolean || item.IsTrue;
        _include = item.Kind == JsonKind.Array ? Paths(item) : item["include"] is { } include ? Paths(include) : null;
        _exclude = item["exclude"] is { } exclude ? Paths(exclude) : null;
        if (item.Kind != JsonKind.Boolean && _include is null && _exclude is null)
        {
            throw FormatFault.NoVariant("WithPayloadInterface", item);
        }
    }

    private void ReadVectors(JsonItem? item)
    {
        if (item is null)
        {
            return;
        }

        _vectors = item.Kind != JsonKind.Boolean || item.IsTrue;
        _names = item.Kind == JsonKind.Array ? [.. item.Elements.Select(name => name.Text)] : null;
        if (item.Kind is not (JsonKind.Boolean or JsonKind.Array))
        {
            throw FormatFault.NoVariant("WithVector", item);
        }
    }

    private static List<PayloadPath> Paths(JsonItem list) => [.. list.Elements.Select(FilterReader.Path)];

    private JsonObject Payload(JsonObject payload)
    {
        if (_exclude is not null)
        {
            JsonObject rest = (JsonObject)payload.DeepClone();
            foreach (PayloadPath path in _exclude)
            {
                path.Remove(rest);
            }

            return rest;
        }

        if (_include is null)
        {
            return (JsonObject)payload.DeepClone();
        }

        JsonObject chosen = [];
        foreach (PayloadPath path in _include)
        {
            path.Copy(payload, chosen);
        }

        return chosen;
    }

    private JsonNode Vectors(StoredPoint point, CollectionConfig config)
    {
        if (_names is null && config.Dense.ContainsKey("") && point.Vectors.TryGetValue("", out StoredVector? unnamed))
        {
            return unnamed.ToNode();
        }

        JsonObject shown = [];
        foreach ((string name, StoredVector vector) in point.Vectors.Where(pair => _names?.Contains(pair.Key) != false))
        {
            shown[name] = vector.ToNode();
        }

        return shown;
    }
}
