namespace EpmRl.Retrieval.TestKit.Qdrant.Json;

/// <summary>A body that the server cannot read. The text is the server's; the place is an offset in the body, or none.</summary>
internal sealed class FormatFault(string text, int? offset) : Exception(text)
{
    public int? Offset { get; } = offset;

    /// <summary>A value that fits none of the shapes of a type: found out after it was read.</summary>
    public static FormatFault NoVariant(string type, JsonItem item) =>
        new($"data did not match any variant of untagged enum {type}", item.After);

    public static FormatFault WrongKind(JsonItem item, string expected) =>
        new($"invalid type: {Describe(item)}, expected {expected}", item.Token);

    public static FormatFault MissingField(string name, JsonItem owner) => new($"missing field `{name}`", owner.End);

    /// <summary>The same fault at another place: a body whose fields are gathered first is judged at its end.</summary>
    public FormatFault At(int? offset) => new(Message, offset);

    private static string Describe(JsonItem item) => item.Kind switch
    {
        JsonKind.Null => "null",
        JsonKind.Boolean => $"boolean `{item.Text}`",
        JsonKind.String => $"string \"{item.Text}\"",
        JsonKind.Array => "sequence",
        JsonKind.Object => "map",
        _ => item.Text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? $"floating point `{item.Text}`" : $"integer `{item.Text}`",
    };
}
