using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Training.Composition;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>
/// <c>epmrl taxonomy compose-listings</c>: labelled listings made from a taxonomy alone, to train an encoder on before any are labelled by
/// people.
/// </summary>
internal static class ComposeListingsCommand
{
    private const int MostNamed = 10; // frames in a message

    private static readonly ListingComposerOptions Defaults = new();

    public static Command Create()
    {
        Argument<string> folder = TaxonomyCommand.Folder();
        Option<int> categories =
            Number("--categories", "Most categories; leaves with three attributes or more, spread over the tree.", Defaults.Categories);
        Option<int> listings = Number("--listings", "Listings of each category.", Defaults.ListingsOfCategory);
        var except = new Option<string[]>("--except")
        {
            Description = "Leave out this category, with all that is below and above it; may be given several times.",
            HelpName = "id, path or name",
        };
        Option<int> seed = new("--seed") { Description = "Seed of everything that is random.", DefaultValueFactory = _ => Defaults.Seed };
        var contexts = new Option<string?>("--contexts")
        {
            Description = "Compose listings with labelled places and their twins instead, with the context frames of this folder.",
            HelpName = "folder",
        };
        var output = new Option<string>("--out", "-o")
        {
            Description = "File to write, - for stdout.", HelpName = "file|-", DefaultValueFactory = _ => "-",
        };
        var command = new CliCommand(
            "compose-listings", "Composes labelled listings from the taxonomy alone, to train an encoder where nothing is labelled yet.")
        {
            Examples =
            [
                "epmrl taxonomy compose-listings my-taxonomy --out composed.jsonl",
                "epmrl taxonomy compose-listings my-taxonomy --contexts taxonomy/contexts --out spans.jsonl",
                "epmrl train --only encoder --data composed.jsonl --taxonomy my-taxonomy --out models/mine",
            ],
            Arguments = { folder },
            Options = { categories, listings, except, seed, contexts, output },
        };
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            ProductTaxonomy taxonomy = TaxonomyReader.Load(parsed.GetRequiredValue(folder), cancellationToken);
            var options = new ListingComposerOptions
            {
                Categories = parsed.GetValue(categories),
                ListingsOfCategory = parsed.GetValue(listings),
                Seed = parsed.GetValue(seed),
            };
            HashSet<string> left = Except(taxonomy, parsed.GetValue(except) ?? []);
            string path = parsed.GetRequiredValue(output);
            string? frames = parsed.GetValue(contexts);
            CommandFiles files = new CommandFiles().Reads("the taxonomy", parsed.GetRequiredValue(folder));
            using IDisposable claimed =
                (frames is null ? files : files.Reads("--contexts", frames)).Writes("--out", path).Claim();
            Func<Stream, int> write = frames is null ? Labelled(taxonomy, options, left, cancellationToken)
                : Framed(taxonomy, options, left, frames, terminal, cancellationToken);
            int count = 0;
            if (path == "-")
            {
                count = write(terminal.OutputStream);
            }
            else
            {
                await AtomicFile.WriteAsync(path, stream =>
                {
                    count = write(stream);
                    return Task.CompletedTask;
                });
            }

            terminal.Say(count > 0
                ? $"Composed {TaxonomyCommand.Count(count, "listing", "listings")}."
                : $"Composed nothing: no leaf of '{taxonomy.Name}' that was not left out has {Defaults.FewestAttributes} attributes with "
                    + "two values or more.");
            return ExitCodes.Ok;
        });
    }

    private static Func<Stream, int> Labelled(
        ProductTaxonomy taxonomy, ListingComposerOptions options, HashSet<string> except, CancellationToken cancellationToken)
    {
        IEnumerable<LabelledListing> composed = new ListingComposer(taxonomy, options).Compose(except);
        return stream => LabelledListingWriter.Write(composed, stream, cancellationToken);
    }

    private static Func<Stream, int> Framed(
        ProductTaxonomy taxonomy, ListingComposerOptions options, HashSet<string> except, string frames, Terminal terminal,
        CancellationToken cancellationToken)
    {
        var composer = new ContextComposer(taxonomy, ContextFrames.Load(frames), options);
        if (composer.Unused(except) is { Count: > 0 } unused)
        {
            terminal.Say($"{TaxonomyCommand.Count(unused.Count, "frame", "frames")} of '{frames}' fit no attribute of the categories: "
                + $"{string.Join(", ", unused.Take(MostNamed).Select(frame => $"{frame.Language} {frame.Frame}"))}"
                + (unused.Count > MostNamed ? ", …" : "."));
        }

        IEnumerable<SpanExample> composed = composer.Compose(except);
        return stream => SpanExampleWriter.Write(composed, stream, cancellationToken);
    }

    private static HashSet<string> Except(ProductTaxonomy taxonomy, string[] names) => [.. names.Select(name =>
        taxonomy.TryFindCategory(name, out Category? category) ? category.Id
        : taxonomy.Categories.FirstOrDefault(category => category.Path == name)?.Id
        ?? throw new UsageException($"--except: '{taxonomy.Name}' has no category '{name}'. See: epmrl taxonomy show"))];

    private static Option<int> Number(string name, string description, int standard)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "n", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name}: expected 1 or more.");
            }
        });
        return option;
    }
}
