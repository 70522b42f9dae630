using System.Globalization;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.Json;

/// <summary>A value of a request body with its position, which the server's messages name.</summary>
internal sealed class JsonItem(JsonKind kind, int start)
{
    private readonly List<KeyValuePair<string, JsonItem>> _members = [];
    private readonly List<JsonItem> _elements = [];

    public JsonKind Kind { get; } = kind;

    /// <summary>Offset of the first byte.</summary>
    public int Start { get; } = start;

    /// <summary>Offset behind the last byte.</summary>
    public int End { get; set; }

    /// <summary>The position of the server's parser after this value and what follows it in the enclosing list or object.</summary>
    public int After { get; set; }

    /// <summary>A string's value, a number's digits, or <c>true</c> and <c>false</c>.</summary>
    public string Text { get; set; } = "";

    public IReadOnlyList<JsonItem> Elements => _elements;

    public IReadOnlyList<KeyValuePair<string, JsonItem>> Members => _members;

    public bool IsNull => Kind == JsonKind.Null;

    public bool IsTrue => Kind == JsonKind.Boolean && Text == "true";

    /// <summary>The place that a message about a wrong kind of value names: lists and objects are refused before they are read.</summary>
    public int Token => Kind is JsonKind.Array or JsonKind.Object ? Start : End;

    /// <summary>A whole number without a sign, point or exponent that fits 64 bits.</summary>
    public ulong? Whole =>
        Kind == JsonKind.Number && ulong.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null;

    /// <summary>The number in float32; too large ones are infinite, as in the server.</summary>
    public float? Single => Kind == JsonKind.Number ? (float)double.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    public double? Double => Kind == JsonKind.Number ? double.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    /// <summary>A member that is there and not null.</summary>
    public JsonItem? this[string name]
    {
        get
        {
            JsonItem? found = Member(name);
            return found is { IsNull: false } ? found : null;
        }
    }

    /// <summary>A member that is there, null or not.</summary>
    public JsonItem? Member(string name)
    {
        for (int i = _members.Count - 1; i >= 0; i--)
        {
            if (_members[i].Key == name)
            {
                return _members[i].Value;
            }
        }

        return null;
    }

    public void Add(JsonItem element) => _elements.Add(element);

    public void Add(string name, JsonItem member) => _members.Add(new(name, member));

    /// <summary>The same value for keeping: digits of numbers stay as they were sent.</summary>
    public JsonNode? ToNode() => Kind switch
    {
        JsonKind.Null => null,
        JsonKind.Boolean => JsonValue.Create(IsTrue),
        JsonKind.Number => JsonNode.Parse(Text),
        JsonKind.String => JsonValue.Create(Text),
        JsonKind.Array => new JsonArray([.. _elements.Select(e => e.ToNode())]),
        _ => ToObject(),
    };

    public JsonObject ToObject()
    {
        JsonObject copy = [];
        foreach ((string name, JsonItem member) in _members)
        {
            copy[name] = member.ToNode();
        }

        return copy;
    }
}
