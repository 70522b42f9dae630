using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Indexing.Qdrant;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl index status</c> and <c>epmrl index rollback</c>: show what readers see, and return to an earlier version.</summary>
internal static class IndexStateCommands
{
    private static readonly JsonSerializerOptions Json = new(JsonForPrograms.Options)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string NameOf(ReindexStep step) => step.ToString().ToLowerInvariant();

    public static CliCommand CreateStatus()
    {
        var index = new IndexTargets();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("status", "Show which version readers see, and the progress of a running or interrupted reindex.")
        {
            Examples = ["epmrl index status --index indexes/shopify", "epmrl index status --index indexes/shopify --json"],
        };
        index.AddTo(command);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string folder = index.FolderOf(parsed)!;
            using QdrantTarget? server = index.ServerOf(parsed);
            ReindexStatus status = await new Reindexer(folder, server).StatusAsync(cancellationToken);
            if (status is { Current: null, Reindex: null, IsRunning: false } && status.Problems.Count == 0)
            {
                throw new IndexFormatException($"{folder} holds no index. Build one.");
            }

            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(status, Json));
            }
            else
            {
                Print(status, folder, terminal.Out);
            }

            foreach (string problem in status.Problems)
            {
                terminal.Fail(problem);
            }

            return status.Problems.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
    }

    public static CliCommand CreateRollback()
    {
        var index = new IndexTargets();
        var to = new Option<string?>("--to")
        {
            Description = "The version to go back to. [default: the one that the current one replaced]", HelpName = "version",
        };
        var command =
            new CliCommand("rollback", "Let readers see an earlier version again. A damaged version is refused, and the current one stays.")
        {
            Examples =
            [
                "epmrl index rollback --index indexes/shopify",
                "epmrl index rollback --index indexes/shopify --to 20261123T065945137-b6bda369",
            ],
        };
        index.AddTo(command);
        command.Add(to);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string folder = index.FolderOf(parsed)!;
            using QdrantTarget? server = index.ServerOf(parsed);
            (IndexManifest now, string? before) = await new Reindexer(folder, server).RollbackAsync(parsed.GetValue(to), cancellationToken);
            terminal.Out.WriteLine(before == now.Version
                ? $"Readers see {now.Version} already."
                : $"Readers see {now.Version} again (taxonomy {now.TaxonomyVersion}, {now.ModelId} {now.Precision}), no longer {before}.");
            return ExitCodes.Ok;
        });
    }

    private static void Print(ReindexStatus status, string folder, TextWriter output)
    {
        output.WriteLine(
            status.Current is null ? $"Readers of {status.Target} see nothing yet." : $"Readers of {status.Target} see {status.Current}.");
        if (status.IsRunning)
        {
            string at = status.Reindex is { Step: not ReindexStep.Done } running
                ? $" It builds {running.Version}, step '{NameOf(running.Step)}'"
                : " It is planning";
            string progress =
                status.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $", {status.Done:N0} of {status.Total:N0}") : "";
            output.WriteLine($"The index is being written by {status.Owner}.{at}{progress}.");
        }
        else if (status.IsInterrupted)
        {
            ReindexState state = status.Reindex!;
            output.WriteLine($"A reindex to {state.Version} (taxonomy {state.TaxonomyVersion}) stopped in step '{NameOf(state.Step)}', "
                + $"begun {Utc(state.Updated)}.");
            output.WriteLine($"Resume it:  epmrl index reindex --resume --index {folder}");
            output.WriteLine($"Or drop it: epmrl index prune --index {folder}");
        }
        else
        {
            output.WriteLine(status.Reindex is { } done
                ? $"No reindex is running; the last one ended {Utc(done.Updated)}."
                : "No reindex is running.");
        }
    }

    private static string Utc(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);
}
