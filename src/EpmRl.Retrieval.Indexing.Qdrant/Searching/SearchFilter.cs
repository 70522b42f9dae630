using System.Text.Json;

namespace EpmRl.Retrieval.Indexing.Qdrant.Searching;

/// <summary>Points among which a search looks: those with one value of one payload field.</summary>
/// <param name="Field">The field, which has a keyword index.</param>
/// <param name="Value">Its value.</param>
/// <param name="Rows">How many points there are.</param>
internal sealed record SearchFilter(string Field, string Value, long Rows)
{
    /// <summary>Writes it as a member of a search.</summary>
    /// <param name="json">The search.</param>
    /// <param name="without">Points with one of <paramref name="values"/> in this field are left out.</param>
    /// <param name="values">The values.</param>
    public void Write(Utf8JsonWriter json, string without, IReadOnlyCollection<string> values)
    {
        json.WriteStartObject("filter");
        json.WriteStartArray("must");
        WriteMatch(json, Field, match => match.WriteString("value", Value));
        json.WriteEndArray();
        if (values.Count > 0)
        {
            json.WriteStartArray("must_not");
            WriteMatch(json, without, match => Rest.PointsApi.WriteTexts(match, "any", values));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteMatch(Utf8JsonWriter json, string field, Action<Utf8JsonWriter> write)
    {
        json.WriteStartObject();
        json.WriteString("key", field);
        json.WriteStartObject("match");
        write(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
