using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.LifeCycle;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy map</c>: mappings between the categories of two taxonomies.</summary>
internal static class TaxonomyMapCommand
{
    private const double DefaultThreshold = 0.70;

    public static Command Create() =>
        new("map", "Checks and suggests mappings between the categories of two taxonomies.") { CreateCheck(), CreateSuggest() };

    private static CliCommand CreateCheck()
    {
        var file = new Argument<string>("file") { Description = "The mapping's file." };
        (Option<string> from, Option<string> to) = Sides();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("check", "Checks a mapping against both taxonomies and lists unmapped categories.")
        {
            Examples = ["epmrl taxonomy map check shopify-google.yaml --from shopify --to google"],
            Arguments = { file },
            Options = { from, to, json },
        };
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            ProductTaxonomy source = TaxonomyReference.Load(parsed.GetRequiredValue(from), cancellationToken),
            target = TaxonomyReference.Load(parsed.GetRequiredValue(to), cancellationToken);
            MappingFile mapping = MappingFile.Read(path);
            IReadOnlyList<FileProblem> problems = mapping.Check(path, source, target);
            HashSet<string> known = [.. mapping.Mappings.Select(one => one.From), .. mapping.Unmapped];
            Category[] open = [.. source.Categories.Where(category => !known.Contains(category.Id))];
            int reviewed = mapping.Mappings.Count(one => one.ReviewedBy is not null);
            bool failed = problems.Any(problem => !problem.IsWarning);
            if (parsed.GetValue(json))
            {
                DiffView.WriteJson(terminal.Out, new
                {
                    Mapped = mapping.Mappings.Count, Reviewed = reviewed, Unmapped = mapping.Unmapped,
                    Open = open.Select(category => category.Id), Problems = problems,
                });
                return Task.FromResult(failed ? ExitCodes.Failed : ExitCodes.Ok);
            }

            foreach (FileProblem problem in problems)
            {
                terminal.Out.WriteLine(problem.IsWarning ? $"{problem} (warning)" : problem.ToString());
            }

            foreach (Category category in open.Take(20))
            {
                terminal.Out.WriteLine($"not mapped: {category.Id}  {category.Path}");
            }

            if (open.Length > 20)
            {
                terminal.Out.WriteLine($"… and {open.Length - 20:N0} more; --json lists all.");
            }

            terminal.Say(string.Create(CultureInfo.InvariantCulture,
                $"{mapping.Mappings.Count:N0} of {source.Categories.Count:N0} categories are mapped ({reviewed:N0} reviewed), "
                    + $"{mapping.Unmapped.Count:N0} have no counterpart, {open.Length:N0} are open."));
            return Task.FromResult(failed ? ExitCodes.Failed : ExitCodes.Ok);
        });
    }

    private static CliCommand CreateSuggest()
    {
        (Option<string> from, Option<string> to) = Sides();
        var output = new Option<string>("--out", "-o") { Description = "New file to write.", HelpName = "file", Required = true };
        var threshold = new Option<double>("--threshold")
        {
            Description = "Least score, the mean cosine of names and of paths; categories below it are listed as not mapped.",
            HelpName = "score",
            DefaultValueFactory = _ => DefaultThreshold,
        };
        var known = new Option<string?>("--known")
        {
            Description = "A mapping made by people, to report how many of its pairs are found.", HelpName = "file",
        };
        var encoders = new EncoderOptionSet();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("suggest", "Suggests a mapping by the encoder, for people to review, and lists unmapped categories.")
        {
            Examples = ["epmrl taxonomy map suggest --from shopify --to google --out shopify-google.yaml"],
            Options = { from, to, output, threshold, known, json },
        };
        encoders.AddTo(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(output);
            if (File.Exists(path))
            {
                throw new UsageException($"{path} already exists, and may hold reviewed mappings. Name another file.");
            }

            using IDisposable claimed = new CommandFiles()
                .Reads("--from", TaxonomyReference.FolderOf(parsed.GetRequiredValue(from)))
                .Reads("--to", TaxonomyReference.FolderOf(parsed.GetRequiredValue(to)))
                .Reads("--known", parsed.GetValue(known)).Writes("--out", path).Claim();
            double least = parsed.GetValue(threshold);
            ProductTaxonomy source = TaxonomyReference.Load(parsed.GetRequiredValue(from), cancellationToken),
            target = TaxonomyReference.Load(parsed.GetRequiredValue(to), cancellationToken);
            MappingFile? truth = parsed.GetValue(known) is { } truthFile ? MappingFile.Read(truthFile) : null;
            using ITextEncoder encoder = encoders.Open(parsed);
            const int Nearest = 5;
            IReadOnlyList<IReadOnlyList<(Category Category, double Score)>> nearest = await WorkProgress.RunAsync(
                terminal, "texts encoded", 2L * (source.Categories.Count + target.Categories.Count),
                progress =>
                    CategoryMatcher.NearestAsync(source, target, encoder, Nearest, done => progress.Report(done), cancellationToken));
            IReadOnlyList<CategoryMapping?> suggestions = CategoryMatcher.Suggest(source, nearest, least);
            Dictionary<string, Category> sources = source.Categories.ToDictionary(one => one.Id, StringComparer.Ordinal),
            targets = target.Categories.ToDictionary(one => one.Id, StringComparer.Ordinal);
            string[] unmapped = [.. source.Categories.Where((_, i) => suggestions[i] is null).Select(category => category.Id)];
            new MappingFile
            {
                From = source.Name, FromVersion = source.Version, To = target.Name, ToVersion = target.Version,
                Mappings = [.. suggestions.OfType<CategoryMapping>()], Unmapped = unmapped,
            }.Write(path, mapping => $"{sources[mapping.From].Path} → {targets[mapping.To[0]].Path}");
            (int pairs, int first, int among) = Measure(source, nearest, truth);
            int exact = suggestions.Count(one => one?.Relation == MappingRelation.Exact);
            if (parsed.GetValue(json))
            {
                DiffView.WriteJson(terminal.Out, new
                {
                    Suggested = source.Categories.Count - unmapped.Length, Exact = exact, Unmapped = unmapped,
                    Known = truth is null ? null : new { Pairs = pairs, First = first, AmongFive = among },
                });
                return ExitCodes.Ok;
            }

            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{source.Categories.Count - unmapped.Length:N0} suggestions ({exact:N0} exact) and {unmapped.Length:N0} without, in "
                    + $"{path}. Add 'reviewed_by: name' to those that are right."));
            if (truth is not null)
            {
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"Of {pairs:N0} known pairs {first:N0} ({100.0 * first / Math.Max(1, pairs):0.0} %) are the first suggestion, "
                        + $"{among:N0} ({100.0 * among / Math.Max(1, pairs):0.0} %) among the first {Nearest}."));
            }

            return ExitCodes.Ok;
        });
    }

    private static (int Pairs, int First, int Among) Measure(
        ProductTaxonomy source, IReadOnlyList<IReadOnlyList<(Category Category, double Score)>> nearest, MappingFile? truth)
    {
        Dictionary<string, CategoryMapping> known = (truth?.Mappings ?? []).ToDictionary(one => one.From, StringComparer.Ordinal);
        int pairs = 0, first = 0, among = 0;
        for (int i = 0; i < nearest.Count; i++)
        {
            if (known.TryGetValue(source.Categories[i].Id, out CategoryMapping? right))
            {
                pairs++;
                first += nearest[i].Take(1).Any(one => right.To.Contains(one.Category.Id)) ? 1 : 0;
                among += nearest[i].Any(one => right.To.Contains(one.Category.Id)) ? 1 : 0;
            }
        }

        return (pairs, first, among);
    }

    private static (Option<string> From, Option<string> To) Sides() => (
        new Option<string>("--from")
        {
            Description = $"The taxonomy that is mapped. {TaxonomyReference.Help}", HelpName = "taxonomy", Required = true,
        },
        new Option<string>(
            "--to") { Description = "The taxonomy that it is mapped to, named the same way.", HelpName = "taxonomy", Required = true });
}
