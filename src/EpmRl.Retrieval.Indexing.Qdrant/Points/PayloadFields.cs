using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Names of the payload fields of a point.</summary>
internal static class PayloadFields
{
    /// <summary><c>value</c>, <c>null</c> (the threshold of an attribute) or <c>category</c>.</summary>
    public const string Kind = "kind";

    /// <summary>Category and attribute as one keyword; only values have it.</summary>
    public const string Scope = "scope";

    /// <summary>Every category that uses the value.</summary>
    public const string CategoryId = "category_id";

    /// <summary>The value's attribute.</summary>
    public const string AttributeId = "attribute_id";

    /// <summary>The value.</summary>
    public const string ValueId = "value_id";

    /// <summary>Attribute and value as one keyword, the same in every category.</summary>
    public const string Key = "key";

    /// <summary>The scope of a null value, or the id of a category.</summary>
    public const string Of = "of";

    /// <summary>The label, or a category's path.</summary>
    public const string Text = "text";

    /// <summary>Whether the vector is of the description; absent otherwise.</summary>
    public const string Description = "description";

    /// <summary>Hash of the prompt that was encoded.</summary>
    public const string ContentHash = "content_hash";

    /// <summary>The fields that filters use, all keywords; the first is the tenant.</summary>
    public static IReadOnlyList<string> Indexed { get; } = [Scope, CategoryId, AttributeId, ValueId, Key, Kind, Of];

    /// <summary>The text of a field; null if it is missing or of another type.</summary>
    public static string? TextOf(this MapField<string, Value> payload, string field) =>
        payload.TryGetValue(field, out Value? value) && value.KindCase == Value.KindOneofCase.StringValue ? value.StringValue : null;

    /// <summary>Requests only some fields.</summary>
    public static WithPayloadSelector Only(params IEnumerable<string> fields) =>
        new() { Include = new PayloadIncludeSelector { Fields = { fields } } };
}
