using System.CommandLine;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Diagnosis;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl doctor</c>: everything a run depends on, on one screen.</summary>
internal static class DoctorCommand
{
    // In a file or a pipe each finding stays on one line, however long its paths are: commands in it can be found and copied.
    private const int UnwrappedWidth = 1000;

    public static Command Create()
    {
        var encoders = new EncoderOptionSet();
        var index = new IndexTargets(required: false);
        var taxonomy = new Option<string?>("--taxonomy", "-t") { Description = "Folder of a taxonomy to check.", HelpName = "folder" };
        var config = new Option<string?>("--config")
        {
            Description = "Settings of a service to check and to print without secrets; see epmrl serve.", HelpName = "file",
        };
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("doctor", "Check the machine, the model, an index and a taxonomy, and report problems.")
        {
            Examples = ["epmrl doctor", "epmrl doctor --index indexes/sample --taxonomy taxonomy/sample",
                "epmrl doctor --config server.json", "epmrl doctor --json"],
        };
        encoders.AddTo(command);
        index.AddTo(command);
        command.Add(taxonomy);
        command.Add(config);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            var doctor = new Doctor();
            doctor.LookAtMachine();
            string? indexFolder = index.FolderOf(parsed);
            IndexManifest? manifest =
                indexFolder is null ? null : new IndexFolder(indexFolder).Versions().FirstOrDefault(version => version.IsCurrent)?.Manifest;
            EncoderSpace? space = await doctor.LookAtModelAsync(() => encoders.Open(parsed, manifest), cancellationToken);
            if (space is not null)
            {
                doctor.LookAtLearned(encoders.FolderOf(parsed), space);
            }

            ProductTaxonomy? loaded = parsed.GetValue(taxonomy) is { } folder ? doctor.LookAtTaxonomy(folder) : null;
            if (indexFolder is not null)
            {
                doctor.LookAtIndex(indexFolder, space, loaded);
            }

            if (index.QdrantOf(parsed) is { } qdrant)
            {
                await doctor.LookAtQdrantAsync(qdrant, space, cancellationToken);
            }

            if (parsed.GetValue(config) is { } file)
            {
                doctor.LookAtService(
                    ServerSettings.Load(file, Environment.GetEnvironmentVariables(), new Dictionary<string, string?>()).Options);
            }

            if (parsed.GetValue(json))
            {
                WriteJson(doctor.Findings, terminal.Out);
            }
            else
            {
                Show(doctor.Findings, terminal.People);
            }

            return doctor.Mismatch ? ExitCodes.Mismatch
                : doctor.Findings.Any(finding => finding.State == FindingState.Problem) ? ExitCodes.Failed
                : ExitCodes.Ok;
        });
    }

    private static void Show(IReadOnlyList<Finding> findings, IAnsiConsole console)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = UnwrappedWidth;
        }

        Table table = new Table().Border(TableBorder.None).HideHeaders()
            .AddColumn(new TableColumn("section").NoWrap())
            .AddColumn(new TableColumn("name")) // may be a long path
            .AddColumn(new TableColumn("state").NoWrap())
            .AddColumn(new TableColumn("text"));
        string last = "";
        foreach (Finding finding in findings.OrderBy(finding => Order(finding.Section)))
        {
            table.AddRow(
                new Markup(finding.Section == last ? "" : $"[bold]{finding.Section}[/]"),
                new Markup($"[dim]{Markup.Escape(finding.Name)}[/]"),
                new Markup(Mark(finding.State)),
                new Markup(Markup.Escape(finding.Text)));
            last = finding.Section;
        }

        console.Write(table);
    }

    private static int Order(string section) =>
        Array.IndexOf(["program", "processor", "model", "taxonomy", "index", "qdrant", "service", "limits", "disk"], section);

    private static string Mark(FindingState state) => state switch
    {
        FindingState.Good => "[green]✓[/]",
        FindingState.Hint => "[yellow]![/]",
        FindingState.Problem => "[red]✗[/]",
        _ => "",
    };

    private static void WriteJson(IReadOnlyList<Finding> findings, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonLines.Writing with { Indented = true }))
        {
            json.WriteStartArray();
            foreach (Finding finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("section", finding.Section);
                json.WriteString("name", finding.Name);
                json.WriteString("text", finding.Text);
                json.WriteString("state", finding.State.ToString().ToLowerInvariant());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
