using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl search</c>: free text to values of the taxonomy.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var text = new Argument<string>("text") { Description = "A label, an alias, the beginning of one, or a description." };
        var index = new IndexTargets();
        var encoders = new EncoderOptionSet();
        var category = new Option<string?>("--category", "-c") { Description = "Search this category only.", HelpName = "id, path or name" };
        var attribute = new Option<string?>("--attribute", "-a") { Description = "Search this attribute only.", HelpName = "id or name" };
        var limit = new Option<int>("--limit") { Description = "How many values to show.", HelpName = "n", DefaultValueFactory = _ => 10 };
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("search", "Find values of the taxonomy by spelling and by meaning.")
        {
            Examples =
            [
                "epmrl search \"dark grey\" --index indexes/sample",
                "epmrl search \"stainless\" --index indexes/sample --attribute Material --limit 3 --json",
            ],
        };
        command.Add(text);
        index.AddTo(command);
        encoders.AddTo(command);
        command.Add(category);
        command.Add(attribute);
        command.Add(limit);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string query = parsed.GetRequiredValue(text);
            using IVectorIndex vectors = await index.OpenAsync(parsed, cancellationToken);
            using ITextEncoder encoder = encoders.Open(parsed, vectors.Manifest);
            IReadOnlyList<ValueSearchHit> hits = await new ValueSearch(vectors, encoder).SearchAsync(
                query, parsed.GetValue(category), parsed.GetValue(attribute), parsed.GetValue(limit), cancellationToken);
            Show(query, hits, vectors, parsed.GetValue(json), terminal);
            return ExitCodes.Ok;
        });
    }

    /// <summary>Prints what a search found.</summary>
    internal static void Show(string query, IReadOnlyList<ValueSearchHit> hits, IVectorIndex index, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteLine(Json(query, hits, index));
        }
        else
        {
            terminal.People.Write(Table(hits, index.Taxonomy));
        }
    }

    private static Table Table(IReadOnlyList<ValueSearchHit> hits, ProductTaxonomy taxonomy)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("score", "value", "attribute", "category", "why");
        foreach (ValueSearchHit hit in hits)
        {
            (AttributeDefinition attribute, TaxonomyValue value, Category category) = Find(hit, taxonomy);
            table.AddRow(
                hit.Score.ToString("0.00", CultureInfo.InvariantCulture),
                $"[bold]{Markup.Escape(value.Label)}[/] [dim]{Markup.Escape(value.Id)}[/]",
                Markup.Escape(attribute.Name),
                $"[dim]{Markup.Escape(category.Path)}[/]",
                Markup.Escape(Why(hit)));
        }

        return table;
    }

    private static string Why(ValueSearchHit hit)
    {
        string meaning = hit.Cosine is { } cosine ? cosine.ToString("'cosine' 0.00", CultureInfo.InvariantCulture) : "";
        string spelling = hit.Match switch
        {
            ValueMatch.Exact => "its label",
            ValueMatch.Alias => $"alias '{hit.MatchedText}'",
            ValueMatch.Prefix => $"begins '{hit.MatchedText}'",
            _ => "near in meaning",
        };
        return meaning.Length > 0 ? $"{spelling}, {meaning}" : spelling;
    }

    private static string Json(string query, IReadOnlyList<ValueSearchHit> hits, IVectorIndex index)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("query", query);
            json.WriteStartArray("results");
            foreach (ValueSearchHit hit in hits)
            {
                (AttributeDefinition attribute, TaxonomyValue value, Category category) = Find(hit, index.Taxonomy);
                json.WriteStartObject();
                json.WriteString("attribute_id", attribute.Id);
                json.WriteString("attribute", attribute.Name);
                json.WriteString("value_id", value.Id);
                json.WriteString("label", value.Label);
                json.WriteString("category_id", category.Id);
                json.WriteString("category", category.Path);
                json.WriteNumber("score", Math.Round(hit.Score, 6));
                json.WriteString("match", hit.Match.ToString().ToLowerInvariant());
                if (hit.MatchedText is not null)
                {
                    json.WriteString("matched", hit.MatchedText);
                }

                if (hit.Cosine is { } cosine)
                {
                    json.WriteNumber("cosine", Math.Round(cosine, 6));
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("space", index.Manifest.Space);
            json.WriteString("taxonomy_version", index.Manifest.TaxonomyVersion);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static (AttributeDefinition Attribute, TaxonomyValue Value, Category Category) Find(ValueSearchHit hit, ProductTaxonomy taxonomy)
    {
        _ = taxonomy.TryFindAttribute(hit.AttributeId, out AttributeDefinition? attribute);
        _ = taxonomy.TryFindCategory(hit.CategoryId, out Category? category);
        return (attribute!, attribute!.Values.First(value => value.Id == hit.ValueId), category!);
    }
}
