using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Indexing.Qdrant;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl index</c>: builds and manages the versions of an index.</summary>
internal static class IndexCommand
{
    public static Command Create() => new("index", "Build an index of a taxonomy's values, and manage its versions.")
    {
        IndexBuildCommand.Create(),
        IndexStateCommands.CreateStatus(),
        IndexStateCommands.CreateRollback(),
        CreateVerify(),
        CreateList(),
        CreatePrune(),
        IndexBackupCommands.CreateBackup(),
        IndexBackupCommands.CreateRestore(),
    };

    private static CliCommand CreateVerify()
    {
        var index = new IndexTargets();
        var command = new CliCommand(
            "verify",
            "Read every file of the current version and compare its checksum; with Qdrant, compare what it serves with those files.");
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
                terminal.Out.WriteLine(
                    $"{name} is intact: every checksum is right{(server is null ? "" : ", and " + server.Name + " serves the same")}.");
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
                throw new IndexFormatException($"{index.FolderOf(parsed)} holds no index. Build one.");
            }

            using QdrantTarget? server = index.ServerOf(parsed);
            if (server is not null)
            {
                // Only the versions in the folder that are loaded; the alias names the one that readers see.
                IReadOnlyList<string> loaded = await server.VersionsAsync(cancellationToken);
                string? current = await server.CurrentAsync(cancellationToken);
                versions =
                [
                    .. versions.Where(version => loaded.Contains(version.Name))
                        .Select(version => version with { IsCurrent = version.Name == current }),
                ];
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
            IReadOnlyList<string> removed =
                await new Reindexer(index.FolderOf(parsed)!, server).PruneAsync(parsed.GetValue(keep), cancellationToken);
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

    internal static Option<int> Keep()
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
                result.AddError("--keep: at least 1 version must remain.");
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

    internal static string Size(IndexManifest manifest)
    {
        double bytes = manifest.Files.Values.Sum(file => (double)file.Bytes);
        return bytes < 1e6 ? $"{bytes / 1e3:N0} kB" : $"{bytes / 1e6:N1} MB";
    }
}
