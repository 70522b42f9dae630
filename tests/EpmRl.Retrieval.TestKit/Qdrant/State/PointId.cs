using System.Globalization;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>The id of a point: a whole number of 64 bits, or a UUID kept in lower case with hyphens. Numbers sort before UUIDs.</summary>
internal readonly record struct PointId(ulong Number, string? Uuid) : IComparable<PointId>
{
    private const string UrnPrefix = "urn:uuid:";

    /// <summary>Reads a UUID in any of the forms that the server takes: with hyphens, without, in braces, as URN, in either case.</summary>
    public static bool TryParseUuid(string text, out PointId id)
    {
        string bare = text.StartsWith(UrnPrefix, StringComparison.Ordinal) ? text[UrnPrefix.Length..] : text;
        foreach (string form in (ReadOnlySpan<string>)["D", "N", "B"])
        {
            if (Guid.TryParseExact(bare, form, out Guid guid) && (form == "D" || bare.Length == text.Length))
            {
                id = new PointId(0, guid.ToString("D"));
                return true;
            }
        }

        id = default;
        return false;
    }

    /// <summary>Reads an id from a path, where a number has no quotes.</summary>
    public static bool TryParse(string text, out PointId id)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            id = new PointId(number, null);
            return true;
        }

        return TryParseUuid(text, out id);
    }

    public int CompareTo(PointId other) => (Uuid, other.Uuid) switch
    {
        (null, null) => Number.CompareTo(other.Number),
        (null, _) => -1,
        (_, null) => 1,
        _ => string.CompareOrdinal(Uuid, other.Uuid),
    };

    public JsonNode ToNode() => Uuid is null ? JsonValue.Create(Number) : JsonValue.Create(Uuid);

    public override string ToString() => Uuid ?? Number.ToString(CultureInfo.InvariantCulture);
}
