using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl index</c>: builds, checks, lists and prunes the versions of an embedded index.</summary>
internal static class IndexCommand
{
    public static Command Create() => new("index", "Build an index of a taxonomy's values, and look after its versions.")
    {
        CreateBuild(),
        CreateVerify(),
        CreateList(),
        CreatePrune(),
    };

    private static CliCommand CreateBuild()
    {
        var taxonomy = new Option<string>("--taxonomy", "-t") { Description = "Folder of the taxonomy.", HelpName = "folder", Required = true };
        Option<string> index = CommonOptions.Index();
        var encoders = new EncoderOptionSet();
        var vectors = new Option<string>("--vectors")
        {
            Description = "How vectors are stored: fp32 is exact, fp16 ranks alike at half the size, int8 nearly so at a quarter.",
            DefaultValueFactory = _ => VectorForms.NameOf(VectorForm.Float16),
        };
        vectors.AcceptOnlyFromAmong([.. Enum.GetValues<VectorForm>().Select(VectorForms.NameOf)]);
        Option<int> keep = Keep();
        var command = new CliCommand(
            "build", "Build a new version and publish it. Only what changed is encoded; an interrupted build goes on where it stopped.")
        {
            Examples =
            [
                "epmrl index build --taxonomy taxonomy/sample --index indexes/sample",
                "epmrl index build --taxonomy taxonomy/shopify --index indexes/shopify --vectors int8",
            ],
        };
        command.Add(taxonomy);
        command.Add(index);
        encoders.AddTo(command);
        command.Add(vectors);
        command.Add(keep);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            ProductTaxonomy what = TaxonomyReader.Load(parsed.GetRequiredValue(taxonomy), cancellationToken);
            using ITextEncoder encoder = encoders.Open(parsed);
            _ = VectorForms.TryParse(parsed.GetRequiredValue(vectors), out VectorForm form);
            var options = new IndexBuildOptions { VectorForm = form, Keep = parsed.GetValue(keep) };
            return await BuildAsync(what, encoder, parsed.GetRequiredValue(index), options, terminal, cancellationToken);
        });
    }

    /// <summary>Builds with progress and tells what came of it.</summary>
    internal static async Task<int> BuildAsync(
        ProductTaxonomy taxonomy, ITextEncoder encoder, string folder, IndexBuildOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        IndexBuildResult result;
        try
        {
            result = await WorkProgress.RunAsync(terminal, "prompts encoded", null, async progress =>
                await new IndexBuilder(folder, options).BuildAsync(taxonomy, encoder, new EncodedPrompts(progress), cancellationToken));
        }
        catch (OperationCanceledException)
        {
            terminal.Say("What is encoded so far is kept: the same command goes on from there.");
            throw;
        }

        IndexManifest manifest = result.Manifest;
        string what = $"{manifest.Vectors:N0} vectors ({manifest.VectorForm}, {Size(manifest)}) in {manifest.Ranges:N0} ranges of taxonomy '{manifest.Taxonomy}'";
        terminal.Out.WriteLine(result.IsNew
            ? $"Published {manifest.Version}: {what}. Encoded {result.Encoded:N0} of {result.Prompts:N0} prompts " +
              $"with {manifest.ModelId} {manifest.Precision} in {Stopwatch.GetElapsedTime(start).TotalSeconds:N1} s."
            : $"Nothing changed: {manifest.Version} has it already, {what}.");
        foreach (string old in result.Pruned)
        {
            terminal.Out.WriteLine($"Removed {old}.");
        }

        return ExitCodes.Ok;
    }

    private static CliCommand CreateVerify()
    {
        Option<string> index = CommonOptions.Index();
        var command = new CliCommand("verify", "Read every file of the current version and compare its checksum.");
        command.Add(index);
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            var folder = new IndexFolder(parsed.GetRequiredValue(index));
            string? name = folder.CurrentVersion;
            IReadOnlyList<string> problems = folder.Verify(name, cancellationToken);
            foreach (string problem in problems)
            {
                terminal.Fail(problem);
            }

            if (problems.Count == 0)
            {
                terminal.Out.WriteLine($"{name} is whole: every checksum is right.");
            }

            return Task.FromResult(problems.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed);
        });
    }

    private static CliCommand CreateList()
    {
        Option<string> index = CommonOptions.Index();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("list", "List the versions of an index, oldest first.");
        command.Add(index);
        command.Add(json);
        return command.Runs((parsed, terminal, _) =>
        {
            IReadOnlyList<IndexVersion> versions = new IndexFolder(parsed.GetRequiredValue(index)).Versions();
            if (versions.Count == 0)
            {
                throw new IndexFormatException($"{parsed.GetRequiredValue(index)} holds no index. Run: epmrl index build");
            }

            if (parsed.GetValue(json))
            {
                VersionsJson.Write(versions, terminal.Out);
            }
            else
            {
                terminal.People.Write(Table(versions));
            }

            return Task.FromResult(ExitCodes.Ok);
        });
    }

    private static CliCommand CreatePrune()
    {
        Option<string> index = CommonOptions.Index();
        Option<int> keep = Keep();
        var command = new CliCommand("prune", "Remove old versions, and what interrupted builds left.");
        command.Add(index);
        command.Add(keep);
        return command.Runs((parsed, terminal, _) =>
        {
            IReadOnlyList<string> removed = new IndexFolder(parsed.GetRequiredValue(index)).Prune(parsed.GetValue(keep));
            foreach (string version in removed)
            {
                terminal.Out.WriteLine($"Removed {version}.");
            }

            if (removed.Count == 0)
            {
                terminal.Out.WriteLine("Nothing to remove.");
            }

            return Task.FromResult(ExitCodes.Ok);
        });
    }

    private static Option<int> Keep()
    {
        var keep = new Option<int>("--keep")
        {
            Description = "How many versions remain, the newest and the current one among them.",
            HelpName = "n",
            DefaultValueFactory = _ => new IndexBuildOptions().Keep,
        };
        keep.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int n) && n < 1)
            {
                result.AddError("--keep: at least 1 version has to remain.");
            }
        });
        return keep;
    }

    private static Table Table(IReadOnlyList<IndexVersion> versions)
    {
        Table table = new Table().Border(TableBorder.Rounded)
            .AddColumn("").AddColumn(new TableColumn("version").NoWrap())
            .AddColumns("built (UTC)", "taxonomy", "encoder", "vectors", "size");
        foreach (IndexVersion version in versions)
        {
            string mark = version.IsCurrent ? "[green]●[/]" : "";
            table.AddRow(version.Manifest is not { } manifest
                ? [mark, Markup.Escape(version.Name), $"[red]{Markup.Escape(version.Problem!)}[/]"]
                : [
                    mark,
                    Markup.Escape(version.Name),
                    manifest.Created.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    Markup.Escape($"{manifest.Taxonomy} {Short(manifest.TaxonomyVersion)}"),
                    Markup.Escape($"{manifest.ModelId} {manifest.Precision}"),
                    $"{manifest.Vectors:N0} {manifest.VectorForm}",
                    Size(manifest),
                ]);
        }

        return table;
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;

    private static string Size(IndexManifest manifest)
    {
        double bytes = manifest.Files.Values.Sum(file => (double)file.Bytes);
        return bytes < 1e6 ? $"{bytes / 1e3:N0} kB" : $"{bytes / 1e6:N1} MB";
    }
}
