using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>
/// <c>epmrl demo</c>: the first thing a newcomer runs. Builds the sample index, tags the sample listings, shows a handful.
/// </summary>
internal static class DemoCommand
{
    private const string SampleTaxonomy = "taxonomy/sample";
    private const string Listings = "samples/products.jsonl";
    private const string Index = "indexes/sample";
    private const string Output = "indexes/sample-tags.jsonl";
    private const int Shown = 5;

    public static Command Create()
    {
        var encoders = new EncoderOptionSet();
        var command = new CliCommand("demo", "Build the sample index and tag the sample listings, in one command.")
        {
            Examples = ["epmrl demo"],
        };
        var learned = new LearnedOptionSet();
        encoders.AddTo(command);
        learned.AddTo(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string taxonomy = Find(SampleTaxonomy);
            string listings = Find(Listings);
            IAnsiConsole console = terminal.People;

            Announce("The index holds the taxonomy's values as vectors:", $"epmrl index build --taxonomy {taxonomy} --index {Index}");
            int code = await CommandLine.RunPartAsync(
                parsed, ["index", "build", "--taxonomy", taxonomy, "--index", Index, .. encoders.ArgumentsOf(parsed)], cancellationToken);
            if (code != ExitCodes.Ok)
            {
                return code;
            }

            Announce("Every listing gets the values of its category's attributes, or the reason why there is none:",
                $"epmrl tag --index {Index} --input {listings} --output {Output}");
            var results = new List<(ProductProfile Profile, TagResult Result)>();
            var job = new TagJob
            {
                Output = Output,
                Errors = Output + ".errors.jsonl",
                Seen = (batch, tagged) => results.AddRange(batch.Profiles.Zip(tagged)),
            };
            using IDisposable claimed = job.Files(listings).Claim();
            ProductTaxonomy shown;
            using (EmbeddedVectorIndex vectors = EmbeddedVectorIndex.Open(Index))
            using (ModelFolder model = learned.Open(parsed, encoders, vectors.Manifest))
            await using (ProductReader reader = ProductReader.Open(listings))
            {
                shown = vectors.Taxonomy;
                var identifier = new AttributeIdentifier(vectors, model.Encoder, model.Identification);
                code = await job.RunAsync(reader, identifier, model.Space.Fingerprint, vectors.Taxonomy, terminal, cancellationToken);
            }

            (ProductProfile Profile, TagResult Result)[] best = [.. Choose(results)];
            Announce($"{best.Length} of the {results.Count} listings. What was read is marked in the title; % is the probability that the "
                + "value is right:",
                $"epmrl tag --index {Index} --input {listings} --view table");
            var view = new TagView(console, shown);
            foreach ((ProductProfile profile, TagResult result) in best)
            {
                view.Show(profile, result);
            }

            Next(taxonomy);
            return code;

            void Announce(string what, string plain)
            {
                console.WriteLine();
                console.MarkupLine($"[bold]{Markup.Escape(what)}[/]");
                console.MarkupLine($"[dim]$ {Markup.Escape(plain)}[/]");
                console.WriteLine();
                terminal.Out.Flush();
            }

            void Next(string source)
            {
                console.MarkupLine($"[bold]All {results.Count} results are in {Output}. Try next:[/]");
                foreach (string line in new[]
                {
                    $"epmrl search \"navy blue\" --index {Index}",
                    $"epmrl tag --index {Index} --input your-feed.csv --map \"title=Product Name\" --view table",
                    $"epmrl taxonomy validate {source}",
                    $"epmrl doctor --index {Index}",
                    "epmrl --help",
                })
                {
                    console.MarkupLine($"  {Markup.Escape(line)}");
                }

                console.MarkupLine("[dim]In a clone, `epmrl` is: dotnet run -c Release --project src/EpmRl.Retrieval.Cli --[/]");
                terminal.Out.Flush();
            }
        });
    }

    // The most instructive listings: many values with evidence, each from a different category.
    private static IEnumerable<(ProductProfile Profile, TagResult Result)> Choose(
        IEnumerable<(ProductProfile Profile, TagResult Result)> results) =>
        results
            .Where(one => one.Result.Category.Id is not null)
            .OrderByDescending(one => one.Result.Attributes.Count(answer => answer.Values.Count > 0 && answer.Values[0].Evidence.Count > 0))
            .ThenBy(one => one.Profile.Id, StringComparer.Ordinal)
            .DistinctBy(one => one.Result.Category.Id)
            .Take(Shown);

    private static string Find(string path) =>
        Shipped.Find(path) ?? throw new UsageException($"The demo needs '{path}', which is neither in this folder, nor in one above "
            + "it, nor next to the program. Run it in a clone of the project.");
}
