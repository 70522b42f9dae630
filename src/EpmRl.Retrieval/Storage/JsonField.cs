using System.Globalization;
using System.Text.Json;

namespace EpmRl.Retrieval.Storage;

/// <summary>
/// An object of a JSON file, whose fields are read by type. A fault is a <see cref="FormatException"/> that names field, finding and
/// expectation.
/// </summary>
internal readonly struct JsonField
{
    private readonly JsonElement element;
    private readonly string name; // with its path in the file: rows[3].vector; empty for the file itself

    private JsonField(JsonElement element, string name) => (this.element, this.name) = (element, name);

    /// <summary>The object of a file.</summary>
    /// <exception cref="FormatException">It holds something else.</exception>
    public static JsonField Of(JsonElement root) => root.ValueKind == JsonValueKind.Object ? new JsonField(root, "")
        : throw new FormatException($"it holds {NameOf(root)}, expected an object");

    /// <summary>Whether the field exists.</summary>
    public bool Has(string field) => element.TryGetProperty(field, out _);

    /// <summary>A text.</summary>
    public string Text(string field) => TextOf(Member(field, JsonValueKind.String, "a text"), Full(field));

    /// <summary>A text; null where the field is null or missing.</summary>
    public string? TextOrNull(string field) => IsNull(field) ? null : Text(field);

    /// <summary>A truth value; false where the field is missing.</summary>
    public bool Flag(string field) => element.TryGetProperty(field, out JsonElement member)
        && (member.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? member.GetBoolean()
            : throw Wrong(Full(field), member, "true or false"));

    /// <summary>Whether the field is null or missing.</summary>
    public bool IsNull(string field) => !element.TryGetProperty(field, out JsonElement member) || member.ValueKind == JsonValueKind.Null;

    /// <summary>The fault of a field of the right type with an unknown text.</summary>
    public FormatException Unknown(string field, string expected) => new($"'{Full(field)}' is '{Text(field)}', expected {expected}");

    /// <summary>A whole number between two bounds, both included.</summary>
    public long Whole(string field, long least, long most) => Member(field, JsonValueKind.Number, Range(least, most)) is var number
        && number.TryGetInt64(out long whole) && whole >= least && whole <= most
            ? whole
            : throw Wrong(Full(field), number, Range(least, most));

    /// <summary>A finite number.</summary>
    public double Number(string field) => Member(field, JsonValueKind.Number, "a number") is var number
        && number.TryGetDouble(out double finite) && double.IsFinite(finite) ? finite : throw Wrong(Full(field), number, "a finite number");

    /// <summary>An object.</summary>
    public JsonField Object(string field) => new(Member(field, JsonValueKind.Object, "an object"), Full(field));

    /// <summary>Bytes, written in base 64.</summary>
    public byte[] Bytes(string field) =>
        Member(field, JsonValueKind.String, "bytes in base 64").TryGetBytesFromBase64(out byte[]? bytes) ? bytes
        : throw new FormatException($"'{Full(field)}' is not base 64");

    /// <summary>A list of objects.</summary>
    public IEnumerable<JsonField> Objects(string field)
    {
        string full = Full(field);
        return Member(field, JsonValueKind.Array, "a list").EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.Object
            ? new JsonField(item, string.Create(CultureInfo.InvariantCulture, $"{full}[{i}]"))
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{full}[{i}]"), item, "an object"));
    }

    /// <summary>A list of whole numbers.</summary>
    public long[] Wholes(string field)
    {
        string full = Full(field);
        return [.. Member(field, JsonValueKind.Array, "a list of whole numbers").EnumerateArray()
            .Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out long whole)
                ? whole
                : throw Wrong(full, item, "whole numbers"))];
    }

    /// <summary>Every field, each an object.</summary>
    public IEnumerable<(string Field, JsonField Object)> Objects()
    {
        JsonField self = this;
        return element.EnumerateObject().Select(member => member.Value.ValueKind == JsonValueKind.Object
            ? (member.Name, new JsonField(member.Value, self.Full(member.Name)))
            : throw Wrong(self.Full(member.Name), member.Value, "an object"));
    }

    /// <summary>Every field, each a finite 32-bit number.</summary>
    public IEnumerable<(string Field, float Number)> Singles()
    {
        JsonField self = this;
        return element.EnumerateObject().Select(member =>
            member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetSingle(out float number) && float.IsFinite(number)
                ? (member.Name, number)
                : throw Wrong(self.Full(member.Name), member.Value, "a finite number"));
    }

    /// <summary>A value's description.</summary>
    public static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => $"the number {(value.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : value.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private JsonElement Member(string field, JsonValueKind kind, string expected) =>
        !element.TryGetProperty(field, out JsonElement member)
            ? throw new FormatException($"'{Full(field)}' is missing, expected {expected}")
        : member.ValueKind == kind ? member
        : throw Wrong(Full(field), member, expected);

    private static string TextOf(JsonElement value, string full)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException) // half a surrogate pair, escaped
        {
            throw new FormatException($"'{full}' is not valid Unicode");
        }
    }

    private static FormatException Wrong(string full, JsonElement found, string expected) =>
        new($"'{full}' is {NameOf(found)}, expected {expected}");

    private static string Range(long least, long most) => string.Create(CultureInfo.InvariantCulture,
        $"a whole number from {least}{(most is int.MaxValue or long.MaxValue ? "" : $" to {most}")}");

    private string Full(string field) => name.Length == 0 ? field : $"{name}.{field}";
}
