using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Indexing.Qdrant;
using EpmRl.Retrieval.Indexing.Reindexing;
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
        IndexBackupCommands.CreateBackup(),
        IndexBackupCommands.CreateRestore(),
    };

    private static CliCommand CreateBuild()
    {
        var taxonomy = new Option<string>("--taxonomy", "-t") { Description = "Folder of the taxonomy.", HelpName = "folder", Required = true };
        var index = new IndexTargets();
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
                "epmrl index build --taxonomy taxonomy/shopify --index indexes/shopify --qdrant http://localhost:6333",
            ],
        };
        command.Add(taxonomy);
        index.AddTo(command);
        encoders.AddTo(command);
        command.Add(vectors);
        command.Add(keep);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            ProductTaxonomy what = TaxonomyReader.Load(parsed.GetRequiredValue(taxonomy), cancellationToken);
            using ITextEncoder encoder = encoders.Open(parsed);
            _ = VectorForms.TryParse(parsed.GetRequiredValue(vectors), out VectorForm form);
            var options = new IndexBuildOptions { VectorForm = form, Keep = parsed.GetValue(keep) };
            using QdrantTarget? server = index.ServerOf(parsed);
            return await BuildAsync(what, encoder, index.FolderOf(parsed)!, options, terminal, cancellationToken, server);
        });
    }

    /// <summary>Builds with progress and tells what came of it.</summary>
    internal static async Task<int> BuildAsync(
        ProductTaxonomy taxonomy, ITextEncoder encoder, string folder, IndexBuildOptions options, Terminal terminal, CancellationToken cancellationToken,
        IIndexTarget? server = null)
    {
        long start = Stopwatch.GetTimestamp();
        IndexBuildResult result;
        try
        {
            result = await WorkProgress.RunAsync(terminal, "prompts encoded", null, async progress =>
                await new Reindexer(folder, server, options).RunAsync(new FixedTaxonomy(taxonomy), encoder, new EncodedPrompts(progress), cancellationToken));
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

        if (server is not null)
        {
            terminal.Out.WriteLine($"{server.Name} serves {manifest.Version}.");
        }

        return ExitCodes.Ok;
    }

    private static CliCommand CreateVerify()
    {
        var index = new IndexTargets();
        var command = new CliCommand(
            "verify", "Read every file of the current version and compare its checksum; with Qdrant, compare what it serves with those files.");
        index.AddTo(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            var folder = new IndexFolder(index.FolderOf(parsed)!);
            using QdrantTarget? server = index.ServerOf(parsed);
            string? name = server is null ? folder.CurrentVersion : await server.CurrentAsync(cancellationToken);
            List<string> problems = [.. folder.Verify(name, cancellationToken)];
            if (server is not null && problems.Count == 0)
            {
                using EmbeddedVectorIndex version = folder.Open(name);
                problems.AddRange(await server.VerifyAsync(version, cancellationToken));
            }

            foreach (string problem in problems)
            {
                terminal.Fail(problem);
            }

            if (problems.Count == 0)
            {
                terminal.Out.WriteLine($"{name} is whole: every checksum is right{(server is null ? "" : ", and " + server.Name + " answers as it does")}.");
            }

            return problems.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
    }

    private static CliCommand CreateList()
    {
        var index = new IndexTargets();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("list", "List the versions of an index, oldest first.");
        index.AddTo(command);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            IReadOnlyList<IndexVersion> versions = new IndexFolder(index.FolderOf(parsed)!).Versions();
            if (versions.Count == 0)
            {
                throw new IndexFormatException($"{index.FolderOf(parsed)} holds no index. Run: epmrl index build");
            }

            using QdrantTarget? server = index.ServerOf(parsed);
            if (server is not null)
            {
                // Of the versions in the folder, those that are loaded; the alias says which of them readers see.
                IReadOnlyList<string> loaded = await server.VersionsAsync(cancellationToken);
                string? current = await server.CurrentAsync(cancellationToken);
                versions = [.. versions.Where(version => loaded.Contains(version.Name)).Select(version => version with { IsCurrent = version.Name == current })];
                terminal.Say($"{server.Name}:");
            }

            if (parsed.GetValue(json))
            {
                VersionsJson.Write(versions, terminal.Out);
            }
            else
            {
                terminal.People.Write(Table(versions));
            }

            return ExitCodes.Ok;
        });
    }

    private static CliCommand CreatePrune()
    {
        var index = new IndexTargets();
        Option<int> keep = Keep();
        var command = new CliCommand("prune", "Remove old versions, and what interrupted builds left.");
        index.AddTo(command);
        command.Add(keep);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            using QdrantTarget? server = index.ServerOf(parsed);
            IReadOnlyList<string> removed = await new Reindexer(index.FolderOf(parsed)!, server).PruneAsync(parsed.GetValue(keep), cancellationToken);
            foreach (string version in removed)
            {
                terminal.Out.WriteLine($"Removed {version}.");
            }

            if (removed.Count == 0)
            {
                terminal.Out.WriteLine("Nothing to remove.");
            }

            return ExitCodes.Ok;
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
