using System.CommandLine;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl evaluate search</c>: recall and reciprocal rank of value search.</summary>
internal static class EvaluateSearchCommand
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var queries = new Option<string>("--queries")
        {
            Description = "Queries with the values that they should find, one a line: "
                + "{\"query\": …, \"expected\": [\"attribute/value\"], \"kind\": …}.",
            HelpName = "file",
            Required = true,
        };
        var typos = new Option<int?>("--typos")
        {
            Description = "Repeat every query with a random typing error of this seed, as a kind of its own.",
            HelpName = "seed",
        };
        var index = new Option<string>("--index", "-x") { Description = "Folder of the index.", HelpName = "folder", Required = true };
        var encoders = new EncoderOptionSet();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("search", "Measures value search: recall at 1 and at 10, mean reciprocal rank, by kind of query.")
        {
            Examples = ["epmrl evaluate search --queries samples/shopify/queries.jsonl --index indexes/shopify-part --typos 1"],
        };
        command.Add(queries);
        command.Add(typos);
        command.Add(index);
        encoders.AddTo(command);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            using IVectorIndex vectors = EmbeddedVectorIndex.Open(parsed.GetRequiredValue(index));
            (IReadOnlyList<SearchQuery> asked, IReadOnlyList<LabelledRowError> badRows) =
                await SearchQueriesReader.ReadAsync(parsed.GetRequiredValue(queries), vectors.Taxonomy, cancellationToken);
            if (parsed.GetValue(typos) is int seed)
            {
                asked = TypingErrors.AddTo(asked, seed);
            }

            using ITextEncoder encoder = encoders.Open(parsed, vectors.Manifest);
            IReadOnlyList<SearchResult> results = await new SearchEvaluation(vectors, encoder).RunAsync(asked, cancellationToken);
            var report = SearchReport.Of(results);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        report.SpellingAndMeaning,
                        report.MeaningAlone,
                        Queries = results.Select(result => new
                        {
                            Query = result.Query.Text,
                            result.Query.Kind,
                            Expected = result.Query.Expected.Select(value => value.ToString()),
                            result.Rank,
                            result.MeaningRank,
                            Found = result.Found.Select(value => value.ToString()),
                            Milliseconds = result.Took.TotalMilliseconds,
                        }),
                        encoder.Space.ModelId,
                        Space = encoder.Space.Fingerprint,
                        vectors.Manifest.TaxonomyVersion,
                    },
                    Written));
            }
            else
            {
                Print(report, results, vectors.Taxonomy, terminal.People);
                (double median, double percentile99) = (report.Median.TotalMilliseconds, report.Percentile99.TotalMilliseconds);
                terminal.People.MarkupLineInterpolated(
                    $"A search took {median:0.0} ms (p50), {percentile99:0.0} ms (p99), encoding included.");
            }

            terminal.Out.Flush();
            foreach (LabelledRowError row in badRows)
            {
                terminal.Warn(row.ToString());
            }

            return badRows.Count == 0 ? ExitCodes.Ok : ExitCodes.BadRows;
        });
    }

    private static void Print(
        SearchReport report, IReadOnlyList<SearchResult> results, ProductTaxonomy taxonomy, IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).AddColumn("queries").AddColumn(Right("number"));
        foreach (string how in new[] { "search", "meaning alone" })
        {
            table.AddColumn(Right($"{how}: recall@1")).AddColumn(Right("recall@10")).AddColumn(Right("MRR@10"));
        }

        foreach ((SearchFigures both, SearchFigures meaning) in report.SpellingAndMeaning.Zip(report.MeaningAlone))
        {
            table.AddRow([Markup.Escape(both.Name), $"{both.Queries:N0}", .. Cells(both), .. Cells(meaning)]);
        }

        console.Write(table);
        SearchResult[] missed = [.. results.Where(result => result.Rank is null)];
        if (missed.Length > 0)
        {
            console.MarkupLineInterpolated(
                $"Not among the first {SearchEvaluation.Depth}, {missed.Length:N0} queries (--json lists what was found instead):");
            string list = string.Join(
                " · ", missed.Select(result => $"{result.Query.Text} → {LabelOf(result.Query.Expected[0], taxonomy)}"));
            console.MarkupLineInterpolated($"[grey]{list}[/]");
        }
    }

    private static string LabelOf(ExpectedValue value, ProductTaxonomy taxonomy) =>
        taxonomy.TryFindAttribute(value.AttributeId, out AttributeDefinition? attribute)
        ? attribute.Values.First(one => one.Id == value.ValueId).Label
        : value.ToString();

    private static string[] Cells(SearchFigures figures) =>
        [$"[bold]{figures.RecallAt1 * 100:0.0}[/]", $"{figures.RecallAt10 * 100:0.0}", $"{figures.ReciprocalRank * 100:0.0}"];

    private static TableColumn Right(string name) => new TableColumn(name).RightAligned();
}
