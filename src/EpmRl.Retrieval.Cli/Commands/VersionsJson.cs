using System.Text.Json;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The versions of an index for programs: an array, oldest first.</summary>
internal static class VersionsJson
{
    public static void Write(IReadOnlyList<IndexVersion> versions, TextWriter output)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (IndexVersion version in versions)
            {
                Write(version, json);
            }

            json.WriteEndArray();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void Write(IndexVersion version, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("version", version.Name);
        json.WriteBoolean("current", version.IsCurrent);
        if (version.Manifest is { } manifest)
        {
            json.WriteString("created", manifest.Created);
            json.WriteString("taxonomy", manifest.Taxonomy);
            json.WriteString("taxonomy_version", manifest.TaxonomyVersion);
            json.WriteString("model", manifest.ModelId);
            json.WriteString("precision", manifest.Precision);
            json.WriteString("space", manifest.Space);
            json.WriteString("vector_form", manifest.VectorForm);
            json.WriteNumber("dimension", manifest.Dimension);
            json.WriteNumber("vectors", manifest.Vectors);
            json.WriteNumber("ranges", manifest.Ranges);
            json.WriteNumber("bytes", manifest.Files.Values.Sum(file => file.Bytes));
        }
        else
        {
            json.WriteString("problem", version.Problem);
        }

        json.WriteEndObject();
    }
}
