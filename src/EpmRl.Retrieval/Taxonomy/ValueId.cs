using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Identifies a value within a complete taxonomy, written <c>attribute/value</c>: ids contain no slash.</summary>
/// <param name="Attribute">Id of the attribute.</param>
/// <param name="Value">Id of the value within it.</param>
[JsonConverter(typeof(Converter))]
public readonly record struct ValueId(string Attribute, string Value)
{
    /// <summary>Reads <c>attribute/value</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id.</param>
    /// <returns>False for anything other than two parts with one slash between them.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ValueId id)
    {
        string[] parts = text?.Split('/') ?? [];
        bool whole = parts.Length == 2 && parts.All(part => part.Length > 0);
        id = whole ? new ValueId(parts[0], parts[1]) : default;
        return whole;
    }

    /// <summary>
    /// Reads a successor from an attribute's file: a value of its own by id only, another attribute's as <c>attribute/value</c>.
    /// </summary>
    /// <param name="attribute">Id of the attribute whose file it is.</param>
    /// <param name="text">The text in the file.</param>
    public static ValueId Within(string attribute, string text) => TryParse(text, out ValueId id) ? id : new ValueId(attribute, text);

    /// <summary>The text that <see cref="Within"/> reads back in an attribute's file.</summary>
    /// <param name="attribute">Id of the attribute whose file it is.</param>
    public string In(string attribute) => attribute == Attribute ? Value : ToString();

    /// <summary><c>attribute/value</c>.</summary>
    public override string ToString() => $"{Attribute}/{Value}";

    private sealed class Converter : JsonConverter<ValueId>
    {
        public override ValueId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out ValueId id)
                ? id
                : throw new JsonException("a value is named 'attribute/value'");

        public override void Write(Utf8JsonWriter writer, ValueId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
