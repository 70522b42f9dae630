using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl tag</c>: listings in, attribute values out, line for line.</summary>
internal static class TagCommand
{
    private const int DefaultBatch = 256;
    private const int DefaultBatchForPeople = 8; // smaller, so that the first results appear sooner

    public static Command Create()
    {
        var index = new IndexTargets();
        Option<string> input = CommonOptions.Input();
        Option<string> output = CommonOptions.Output();
        output.Description = "File to write, - for stdout; a name that ends in .csv, .tsv or .parquet gets a table.";
        var encoders = new EncoderOptionSet();
        var learned = new LearnedOptionSet();
        var calibration = new Option<string?>("--calibration")
        {
            Description = "Fitted probabilities and thresholds. [default: the model folder's, or those of the kinds]", HelpName = "file",
        };
        var errors = new Option<string?>("--errors")
        {
            Description = "Where bad rows are listed. [default: <output>.errors.jsonl; stderr when the output is stdout]",
            HelpName = "file",
        };
        var resume = new Option<bool>("--resume") { Description = "Resume the output file of an interrupted run." };
        var limit = new Option<long?>("--limit") { Description = "Tag only the first n listings.", HelpName = "n" };
        var channels =
            new Option<string>("--channels") { Description = "Which proposers of values to use.", DefaultValueFactory = _ => "all" };
        channels.AcceptOnlyFromAmong("dense", "mentions", "all");
        var threshold = new Option<double?>("--category-threshold")
        {
            Description = "Probability from which a predicted category is taken. [default: the rule's]", HelpName = "p",
        };
        var standing = new Option<string?>("--default-category")
        {
            Description = "Category of listings that name none: its id, path or name; nothing is predicted.", HelpName = "name",
        };
        var textAlone = new Option<bool>("--no-columns")
        {
            Description = "Read only title and description: columns and options that name attributes do not decide.",
        };
        var batch = new Option<int?>("--batch")
        {
            Description = $"Listings that are encoded together. [default: {DefaultBatch}; {DefaultBatchForPeople} for tables]",
            HelpName = "n",
        };
        var view = new Option<string?>("--view") { Description = "What stdout shows. [default: table on a terminal, else jsonl]" };
        view.AcceptOnlyFromAmong("table", "jsonl");
        var command = new CliCommand("tag", "Identify the attributes of listings: JSON, CSV, XML, Excel or Parquet in, JSON Lines, CSV, "
            + "Parquet or import files out, in order.")
        {
            Examples =
            [
                "epmrl tag --index indexes/sample --input samples/products.jsonl",
                "epmrl tag --index indexes/sample -i feed.csv --map \"title=Product Name,description=Body\" -o tagged.jsonl",
                "epmrl tag --index indexes/sample -i products_export.csv -o tagged.jsonl",
                "epmrl tag --index indexes/sample -i feed.csv --map \"title=Name,Lackierung=color\" -o tagged.jsonl",
                "epmrl tag --index indexes/sample -i feed.jsonl.gz -o tagged.jsonl --resume",
                "epmrl tag --index indexes/sample -i feed.parquet -o tags.parquet",
                "epmrl tag --index indexes/sample -i feed.csv -o sheet.csv --layout wide --keep-columns",
                "epmrl tag --index indexes/sample -i products_export.csv -o import.csv --for shopify --min-probability 0.9",
                "epmrl tag --index indexes/sample -i chairs.csv --default-category \"Office chairs\" -o tags.jsonl",
                "cat feed.jsonl | epmrl tag --index indexes/sample --quiet > tagged.jsonl",
            ],
        };
        index.AddTo(command);
        command.Add(input);
        command.Add(output);
        encoders.AddTo(command);
        learned.AddTo(command);
        command.Add(calibration);
        command.Add(errors);
        var reading = new ReadingOptions(command);
        var tables = new TableOptions(command);
        command.Add(resume);
        command.Add(limit);
        command.Add(channels);
        command.Add(threshold);
        command.Add(standing);
        command.Add(textAlone);
        command.Add(batch);
        command.Add(view);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string from = parsed.GetRequiredValue(input);
            string to = parsed.GetRequiredValue(output);
            string? shown = parsed.GetValue(view);
            if (shown == "table" && to != "-")
            {
                throw new UsageException("--view table shows results on stdout; leave --output out, or the view.");
            }

            bool table = to == "-" && (shown ?? (terminal.OutputIsTerminal ? "table" : "jsonl")) == "table";
            var job = new TagJob
            {
                Output = to == "-" ? null : to,
                Errors = parsed.GetValue(errors) ?? (to == "-" ? null : to + ".errors.jsonl"),
                Resume = parsed.GetValue(resume),
                Limit = parsed.GetValue(limit),
                Batch = parsed.GetValue(batch) ?? (table ? DefaultBatchForPeople : DefaultBatch),
                Table = table,
                Tables = tables.Read(parsed, to == "-" ? null : to),
            };
            job.Check();
            if (parsed.GetValue(threshold) is { } probability && !(probability is >= 0 and <= 1))
            {
                throw new UsageException($"--category-threshold: expected a probability from 0 to 1, found {probability}.");
            }

            using IDisposable claimed = job.Files(from)
                .Reads("--index", index.FolderOf(parsed)).Reads("--model", encoders.FolderOf(parsed))
                .Reads("--calibration", parsed.GetValue(calibration)).Claim();
            using IVectorIndex vectors = await index.OpenAsync(parsed, cancellationToken);
            await using ProductReader reader = reading.Open(parsed, from, terminal, vectors.Taxonomy, job.Tables.KeepColumns);
            using ModelFolder model = learned.Open(parsed, encoders, vectors.Manifest, parsed.GetValue(calibration));
            job = job with
            {
                Settings = TagSettings.Of(parsed.GetRequiredValue(channels), model) with
                {
                    CategoryThreshold = parsed.GetValue(threshold), DefaultCategory = parsed.GetValue(standing),
                    Columns = !parsed.GetValue(textAlone),
                    Attributes = string.Join(',', reading.Map(parsed).Attributes.Select(pair => $"{pair.Column}={pair.Attribute}")),
                    Locale = reading.Locale(parsed),
                },
            };
            if (parsed.GetValue(standing) is { } category && !vectors.Taxonomy.TryFindCategory(category, out _))
            {
                throw new UsageException($"--default-category: there is no category '{category}'."
                    + $"{ClosestName.Hint(category, [.. vectors.Taxonomy.Categories.Select(one => one.Name)])}");
            }

            var identifier = new AttributeIdentifier(vectors, model.Encoder, model.Identification with
            {
                Channels = parsed.GetValue(channels) switch
                {
                    "dense" => IdentificationChannels.Dense,
                    "mentions" => IdentificationChannels.Mentions,
                    _ => IdentificationChannels.All,
                },
                CategoryThreshold = parsed.GetValue(threshold), DefaultCategory = parsed.GetValue(standing),
                Columns = !parsed.GetValue(textAlone),
            });
            return await job.RunAsync(reader, identifier, model.Space.Fingerprint, vectors.Taxonomy, terminal, cancellationToken);
        });
    }
}
