using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Writes a <see cref="TagResult"/> as one JSON object, the format of <c>epmrl tag</c> for other programs; its names never change.
/// </summary>
/// <remarks>Scores are rounded to six decimals, since further digits depend on the processor.</remarks>
public static class TagResultJson
{
    private const int Decimals = 6;

    /// <summary>The object as UTF-8.</summary>
    /// <inheritdoc cref="Write"/>
    public static byte[] ToBytes(TagResult result, ProductProfile profile)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, result, profile);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>One answer as UTF-8, in the form that the object has it.</summary>
    internal static byte[] ToBytes(AttributeAnswer answer)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            WriteAnswer(json, answer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the object.</summary>
    /// <param name="json">Receives the object.</param>
    /// <param name="result">The result.</param>
    /// <param name="profile">The listing of the result; its given category and extra fields are included.</param>
    public static void Write(Utf8JsonWriter json, TagResult result, ProductProfile profile)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(profile);
        json.WriteStartObject();
        json.WriteString("listing_id"u8, result.ListingId);
        WriteRow(json, profile);
        WriteCategory(json, result.Category, profile);
        json.WriteStartArray("attributes"u8);
        foreach (AttributeAnswer answer in result.Attributes)
        {
            WriteAnswer(json, answer);
        }

        json.WriteEndArray();
        json.WriteString("taxonomy_version"u8, result.TaxonomyVersion);
        json.WriteString("space"u8, result.Space);
        json.WriteBoolean("truncated"u8, result.Truncated);
        if (profile.Extra.Count > 0)
        {
            json.WriteStartObject("extra"u8);
            foreach ((string name, JsonElement value) in profile.Extra)
            {
                json.WritePropertyName(name);
                WriteAsItCame(json, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The name of a status in JSON: <c>value</c>, <c>no_value</c> or <c>needs_review</c>.</summary>
    public static string NameOf(AnswerStatus status) => status switch
    {
        AnswerStatus.Value => "value",
        AnswerStatus.NoValue => "no_value",
        AnswerStatus.NeedsReview => "needs_review",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    // Identifies the input row where the id is not enough: rows of one product.
    private static void WriteRow(Utf8JsonWriter json, ProductProfile profile)
    {
        if (profile.GroupId is null && profile.Options.Count == 0)
        {
            return;
        }

        if (profile.Row is { } row)
        {
            json.WriteNumber("row"u8, row);
        }

        if (profile.GroupId is { } group)
        {
            json.WriteString("group"u8, group);
        }

        if (profile.OptionText is { Length: > 0 } options)
        {
            json.WriteString("options"u8, options);
        }
    }

    /// <summary>The name of a field in JSON: <c>title</c>, <c>description</c>, <c>options</c> or <c>column</c>.</summary>
    public static string NameOf(ProfileField field) => field switch
    {
        ProfileField.Title => "title",
        ProfileField.Description => "description",
        ProfileField.Options => "options",
        ProfileField.Column => "column",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static void WriteCategory(Utf8JsonWriter json, CategoryAnswer category, ProductProfile profile)
    {
        json.WriteString("category"u8, category.Predicted || category.Assumed ? category.Path : profile.Category);
        json.WriteString("category_id"u8, category.Id);
        if (!category.Predicted && !category.Assumed)
        {
            return;
        }

        json.WriteBoolean(category.Predicted ? "category_predicted"u8 : "category_assumed"u8, true);
        if (profile.Category is not null)
        {
            json.WriteString("category_given"u8, profile.Category);
        }

        if (category.Assumed)
        {
            return;
        }

        json.WriteStartArray("category_candidates"u8);
        foreach (CategoryCandidate candidate in category.Candidates)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, candidate.Id);
            json.WriteString("path"u8, candidate.Path);
            WriteNumber(json, "score"u8, candidate.Score);
            WriteNumber(json, "probability"u8, candidate.Probability);
            WriteEvidence(json, candidate.Evidence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAnswer(Utf8JsonWriter json, AttributeAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("attribute"u8, answer.Attribute);
        json.WriteString("attribute_id"u8, answer.AttributeId);
        json.WriteString("status"u8, NameOf(answer.Status));
        WriteValues(json, "values"u8, answer.Values);
        WriteValues(json, "alternatives"u8, answer.Alternatives);
        if (answer.Conflict.Count > 0)
        {
            WriteValues(json, "conflict"u8, answer.Conflict);
        }

        json.WriteString("reason"u8, answer.Reason);
        if (answer.DecidedBy is { } person)
        {
            json.WriteString("decided_by"u8, person);
        }

        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<ValueAnswer> values)
    {
        json.WriteStartArray(name);
        foreach (ValueAnswer value in values)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, value.Id);
            json.WriteString("label"u8, value.Label);
            if (value.Open)
            {
                json.WriteBoolean("open"u8, true);
            }

            WriteQuantity(json, value.Quantity);

            WriteNumber(json, "score"u8, value.Score);
            WriteNumber(json, "probability"u8, value.Probability);
            WriteNumber(json, "threshold"u8, value.Threshold);
            WriteNumber(json, "margin"u8, value.Margin);
            WriteEvidence(json, value.Evidence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEvidence(Utf8JsonWriter json, IReadOnlyList<Evidence> places)
    {
        json.WriteStartArray("evidence"u8);
        foreach (Evidence evidence in places)
        {
            json.WriteStartObject();
            json.WriteString("field"u8, NameOf(evidence.Field));
            if (evidence.Column is { } column)
            {
                json.WriteString("column"u8, column);
            }

            json.WriteNumber("start"u8, evidence.Start);
            json.WriteNumber("end"u8, evidence.End);
            json.WriteString("text"u8, evidence.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteQuantity(Utf8JsonWriter json, ValueQuantity? quantity)
    {
        if (quantity is null)
        {
            return;
        }

        json.WriteStartObject("quantity"u8);
        if (quantity.Number is { } number)
        {
            json.WriteNumber("number"u8, number);
        }
        else
        {
            json.WriteNumber("min"u8, quantity.Min ?? 0);
            json.WriteNumber("max"u8, quantity.Max ?? 0);
        }

        json.WriteString("unit"u8, quantity.Unit);
        json.WriteEndObject();
    }

    // Numbers keep their digits. A raw carriage return can occur only between tokens; some readers would treat it as a line end.
    private static void WriteAsItCame(Utf8JsonWriter json, JsonElement value) =>
        json.WriteRawValue(value.GetRawText().Replace('\r', ' '), skipInputValidation: true);

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, double value) =>
        json.WriteNumber(name, Math.Round(value, Decimals));
}
