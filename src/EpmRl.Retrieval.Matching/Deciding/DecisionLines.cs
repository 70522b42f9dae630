using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>Writes decisions as JSON Lines.</summary>
internal static class DecisionLines
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true,
    };

    /// <summary>Writes decisions, one a line.</summary>
    public static void Write(Stream stream, IEnumerable<PairDecision> decisions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(decisions);
        using var json = new Utf8JsonWriter(stream, Options);
        foreach (PairDecision decision in decisions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(json, decision);
            json.Flush();
            stream.WriteByte((byte)'\n');
            json.Reset();
        }
    }

    /// <summary>Writes a decision as one object.</summary>
    public static void Write(Utf8JsonWriter json, PairDecision decision)
    {
        json.WriteStartObject();
        json.WriteString("a", decision.A);
        json.WriteString("b", decision.B);
        json.WriteString("verdict", NameOf(decision.Verdict));
        json.WriteNumber("probability", decision.Probability);
        if (decision.IsEstimated)
        {
            json.WriteBoolean("estimated", true);
        }

        json.WriteStartArray("reasons");
        foreach (MatchReason reason in decision.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("aspect", reason.Aspect);
            json.WriteString("a", reason.A);
            json.WriteString("b", reason.B);
            json.WriteString("relation", NameOf(reason.Relation));
            Write(json, "span_a", reason.SpanA);
            Write(json, "span_b", reason.SpanB);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("explanation", decision.Explanation);
        json.WriteString("model", decision.Model);
        json.WriteString("prompt_version", decision.PromptVersion);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, AspectSpan? span)
    {
        if (span is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("field", span.Field == ProfileField.Column ? span.Column : span.Field.ToString().ToLowerInvariant());
        json.WriteNumber("start", span.Start);
        json.WriteNumber("end", span.End);
        json.WriteEndObject();
    }

    /// <summary>The word of a verdict in files.</summary>
    public static string NameOf(MatchVerdict verdict) => verdict.ToString().ToLowerInvariant();

    /// <summary>The word of a relation in files.</summary>
    public static string NameOf(AspectRelation relation) => relation switch
    {
        AspectRelation.OneSided => "one-sided",
        _ => relation.ToString().ToLowerInvariant(),
    };
}
