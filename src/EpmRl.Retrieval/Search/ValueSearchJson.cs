using System.Text.Encodings.Web;
using System.Text.Json;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Search;

/// <summary>Writes a page of a search as one JSON object, for other programs; its names never change.</summary>
internal static class ValueSearchJson
{
    /// <summary>The object as UTF-8.</summary>
    /// <param name="query">The text that was searched.</param>
    /// <param name="page">The page.</param>
    /// <param name="index">The index that answered.</param>
    public static byte[] ToBytes(string query, ValueSearchPage page, IVectorIndex index)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("query", query);
            if (page.Corrected is not null)
            {
                json.WriteString("corrected", page.Corrected);
            }

            json.WriteStartArray("results");
            foreach (ValueSearchHit hit in page.Hits)
            {
                Write(json, hit, index.Taxonomy);
            }

            json.WriteEndArray();
            json.WriteNumber("total", page.Total);
            json.WriteStartObject("facets");
            Write(json, "attributes", page.Attributes);
            Write(json, "categories", page.Categories);
            json.WriteEndObject();
            json.WriteString("next_cursor", page.NextCursor);
            json.WriteString("index_version", page.Version);
            json.WriteString("space", index.Manifest.Space);
            json.WriteString("taxonomy_version", index.Manifest.TaxonomyVersion);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ValueSearchHit hit, ProductTaxonomy taxonomy)
    {
        (AttributeDefinition attribute, TaxonomyValue value, Category category) = hit.Find(taxonomy);
        json.WriteStartObject();
        json.WriteNumber("rank", hit.Rank);
        json.WriteString("attribute_id", attribute.Id);
        json.WriteString("attribute", attribute.Name);
        json.WriteString("value_id", value.Id);
        json.WriteString("label", hit.Label);
        json.WriteString("category_id", category.Id);
        json.WriteString("category", category.Path);
        json.WriteNumber("categories", hit.Categories);
        json.WriteString("common_category_id", hit.CommonCategoryId);
        if (hit.Others.Count > 0)
        {
            json.WriteStartArray("also");
            foreach (ValueId other in hit.Others)
            {
                json.WriteStringValue(other.ToString());
            }

            json.WriteEndArray();
        }

        if (value.Status == ValueStatus.Deprecated)
        {
            json.WriteString("status", "deprecated");
            json.WriteString("replaced_by", value.ReplacedBy);
        }

        json.WriteNumber("score", Math.Round(hit.Score, 6));
        json.WriteString("match", hit.Match.ToString().ToLowerInvariant());
        if (hit.Spelling is { } spelling)
        {
            json.WriteString("matched", spelling.Text);
        }

        if (hit.Cosine is { } cosine)
        {
            json.WriteNumber("cosine", Math.Round(cosine, 6));
        }

        json.WriteStartObject("why");
        json.WriteNumber("spelling", Math.Round(hit.Spelling?.Score ?? 0, 6));
        json.WriteNumber("meaning", Math.Round(Math.Clamp(hit.Cosine ?? 0, 0, 1), 6));
        if (hit.MeaningRank is { } rank)
        {
            json.WriteNumber("meaning_rank", rank);
        }

        if (hit.Spelling is { Words.Count: > 0 })
        {
            json.WriteStartArray("words");
            foreach (WordMatch word in hit.Spelling.Words)
            {
                json.WriteStartObject();
                json.WriteString("query", word.Query);
                json.WriteString("found", word.Found);
                json.WriteNumber("errors", word.Errors);
                json.WriteBoolean("beginning", word.IsBeginning);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<FacetCount> counts)
    {
        json.WriteStartArray(name);
        foreach (FacetCount count in counts)
        {
            json.WriteStartObject();
            json.WriteString("id", count.Id);
            json.WriteNumber("count", count.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
