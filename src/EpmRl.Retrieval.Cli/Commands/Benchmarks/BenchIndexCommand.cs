using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl bench index</c>: the cost of an index in addition to encoding, at any size.</summary>
internal static class BenchIndexCommand
{
    public static Command Create()
    {
        Option<string> index = CommonOptions.Index();
        var generate = new Option<string?>("--generate")
        {
            Description =
                "First build the index, of a generated taxonomy with generated vectors: xianyu (8803/26645/6300000) or another size.",
            HelpName = "categories/pairs/triples",
        };
        var lists = new Option<string?>("--lists")
        {
            Description = "Taxonomy whose categories and labels the generated one is made of; made-up words otherwise.",
            HelpName = "folder",
        };
        var vectors = new Option<string>("--vectors")
        {
            Description = "How generated vectors are stored.",
            DefaultValueFactory = _ => VectorForms.NameOf(VectorForm.Float16),
        };
        vectors.AcceptOnlyFromAmong([.. Enum.GetValues<VectorForm>().Select(VectorForms.NameOf)]);
        var texts = new Option<string?>("--queries")
        {
            Description = "Search with these queries, as `evaluate search` reads them, and the index's encoder.",
            HelpName = "file",
        };
        var count =
            new Option<int>("--count") { Description = "Number of generated queries.", HelpName = "n", DefaultValueFactory = _ => 100 };
        var seed = new Option<int>("--seed") { Description = "Seed of generated data.", HelpName = "n", DefaultValueFactory = _ => 1 };
        var encoders = new EncoderOptionSet();
        Option<bool> json = CommonOptions.Json();
        generate.Validators.Add(result =>
        {
            if (!GeneratedSize.TryParse(result.GetValueOrDefault<string?>(), out _))
            {
                result.AddError(
                    "--generate: 'xianyu' or categories/pairs/triples expected, with at least 1 pair a category and 100 triples a pair.");
            }
        });
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--count must be 1 or more.");
            }
        });

        var command = new CliCommand(
            "index",
            "Time opening an index, scoring a listing in every category, and searching, with the recall of each. Needs an encoder "
                + "only for --queries: an index of generated vectors is searched with generated queries, any other with random vectors.")
        {
            Examples =
            [
                "epmrl bench index --index indexes/sample",
                "epmrl bench index --index indexes/large --generate xianyu --vectors int8",
            ],
        };
        foreach (Option option in (Option[])[index, generate, lists, vectors, texts, count, seed])
        {
            command.Add(option);
        }

        encoders.AddTo(command);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(index);
            if (GeneratedSize.TryParse(parsed.GetValue(generate), out GeneratedSize size) && parsed.GetValue(generate) is not null)
            {
                using IDisposable claimed = new CommandFiles()
                    .Reads("--lists", parsed.GetValue(lists)).Reads("--queries", parsed.GetValue(texts))
                    .ChangesFolder("--index", folder, hasOwnLock: true).Claim();
                ProductTaxonomy? words = parsed.GetValue(lists) is string path ? TaxonomyReader.Load(path, cancellationToken) : null;
                _ = VectorForms.TryParse(parsed.GetRequiredValue(vectors), out VectorForm form);
                ProductTaxonomy generated = GeneratedTaxonomy.Create(size, parsed.GetValue(seed), words);
                await BuildAsync(folder, generated, parsed.GetValue(seed), form, terminal, cancellationToken);
            }

            IReadOnlyList<ReadOnlyMemory<float>> asked = await QueriesAsync(
                folder, parsed.GetValue(texts), parsed.GetValue(count), parsed.GetValue(seed), manifest => encoders.Open(parsed, manifest),
                cancellationToken);
            IReadOnlyList<Figure> figures = await new IndexMeasurement(folder, asked).RunAsync(cancellationToken);
            Show(figures, parsed.GetValue(json), terminal);
            return ExitCodes.Ok;
        });
    }

    private static async Task BuildAsync(
        string folder, ProductTaxonomy taxonomy, int seed, VectorForm form, Terminal terminal, CancellationToken cancellationToken)
    {
        using var encoder = new GeneratedEncoder(seed);
        terminal.Say($"{taxonomy.Categories.Count:N0} categories, {taxonomy.Attributes.Count:N0} attributes, "
            + $"{taxonomy.Attributes.Sum(attribute => (long)attribute.Values.Count):N0} different values.");
        var options = new IndexBuildOptions { VectorForm = form, Keep = 1 };
        await IndexBuildCommand.BuildAsync(new FixedTaxonomy(taxonomy), encoder, folder, options, terminal, cancellationToken);
        terminal.Say($"Largest resident memory of the build: {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB.");
    }

    private static async Task<IReadOnlyList<ReadOnlyMemory<float>>> QueriesAsync(
        string folder, string? file, int count, int seed, Func<IndexManifest, ITextEncoder> open, CancellationToken cancellationToken)
    {
        using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(folder);
        if (file is null && index.Manifest.ModelId != GeneratedEncoder.Model)
        {
            return
            [
                .. Enumerable.Range(0, count)
                    .Select(number => (ReadOnlyMemory<float>)RandomUnit(seed + number, index.Manifest.Dimension)),
            ];
        }

        using ITextEncoder encoder = file is null ? new GeneratedEncoder(seed) : open(index.Manifest);
        SpaceMismatchException.ThrowIfDifferent(index.Manifest, encoder.Space);
        string[] texts = file is null
            ? [.. GeneratedQueries(index.Taxonomy, count, seed)]
            : [.. (await SearchQueriesReader.ReadAsync(file, index.Taxonomy, cancellationToken)).Queries.Select(query => query.Text)];
        EmbeddingBatch vectors = await encoder.EncodeAsync([.. texts.Select(encoder.Space.Prompts.ForQuery)], cancellationToken);
        return [.. Enumerable.Range(0, vectors.Count).Select(i => vectors[i])];
    }

    // Labels alone, as people search, and with the name of a category that has them, as titles are written.
    private static IEnumerable<string> GeneratedQueries(ProductTaxonomy taxonomy, int count, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            Category category = taxonomy.Categories[random.Next(taxonomy.Categories.Count)];
            AttributeDefinition attribute = category.Attributes[random.Next(category.Attributes.Count)];
            string label = attribute.Values[random.Next(attribute.Values.Count)].Label;
            yield return i % 2 == 0 ? label : $"{category.Name} {label}";
        }
    }

    private static void Show(IReadOnlyList<Figure> figures, bool asJson, Terminal terminal)
    {
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        if (!asJson)
        {
            Table table = new Table().Border(TableBorder.Rounded)
                .AddColumns("", "times", "mean ms", "p50 ms", "p99 ms", "max ms", "CPU ms", "recall@10");
            foreach (Figure figure in figures)
            {
                table.AddRow(
                    [figure.Label, $"{figure.Times:N0}", .. new[] { figure.Mean, figure.P50, figure.P99, figure.Max, figure.Processor }
                    .Select(value => value.ToString("0.000", CultureInfo.InvariantCulture)),
                    figure.Recall?.ToString("0.0000", CultureInfo.InvariantCulture) ?? ""]);
            }

            terminal.People.Write(table);
            terminal.Out.WriteLine($"Largest resident memory, mapped pages of the index included: {peak / 1e6:N0} MB");
            return;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("peak_resident_bytes", peak);
            json.WriteStartArray("figures");
            foreach (Figure figure in figures)
            {
                json.WriteStartObject();
                json.WriteString("what", figure.Label);
                json.WriteNumber("times", figure.Times);
                json.WriteNumber("mean_ms", figure.Mean);
                json.WriteNumber("p50_ms", figure.P50);
                json.WriteNumber("p99_ms", figure.P99);
                json.WriteNumber("max_ms", figure.Max);
                json.WriteNumber("cpu_ms", figure.Processor);
                if (figure.Recall is { } recall)
                {
                    json.WriteNumber("recall_at_10", recall);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        terminal.Out.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static float[] RandomUnit(int seed, int dimension)
    {
        var random = new Random(seed);
        float[] vector = [.. Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() - 0.5))];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
