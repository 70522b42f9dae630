using System.CommandLine;
using System.Diagnostics;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Indexing.Qdrant;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl index build</c>, also called <c>reindex</c>: brings an index up to a taxonomy.</summary>
internal static class IndexBuildCommand
{
    public static CliCommand Create()
    {
        var taxonomy = new Option<string?>("--taxonomy", "-t")
        {
            Description = "Folder of the taxonomy; if it has a store, the published version is indexed. Not needed with --resume.",
            HelpName = "folder",
        };
        var resume =
            new Option<bool>("--resume") { Description = "Resume the last reindex: with its taxonomy, at the step where it stopped." };
        var index = new IndexTargets();
        var encoders = new EncoderOptionSet();
        var vectors = new Option<string?>("--vectors")
        {
            Description =
                "How vectors are stored: fp32 is exact, fp16 ranks the same at half the size, int8 nearly so at a quarter. [default: fp16]",
        };
        vectors.AcceptOnlyFromAmong([.. Enum.GetValues<VectorForm>().Select(VectorForms.NameOf)]);
        Option<int> keep = IndexCommand.Keep();
        var command = new CliCommand(
            "build",
            "Build a new version, verify it, and let readers see it. Only changes are encoded; an interrupted build resumes where it "
                + "stopped; edits made meanwhile are included before it ends.")
        {
            Examples =
            [
                "epmrl index build --taxonomy taxonomy/sample --index indexes/sample",
                "epmrl index build --taxonomy taxonomy/shopify --index indexes/shopify --vectors int8",
                "epmrl index build --taxonomy taxonomy/shopify --index indexes/shopify --qdrant http://localhost:6333",
                "epmrl index reindex --resume --index indexes/shopify",
            ],
        };
        command.Aliases.Add("reindex");
        command.Add(taxonomy);
        command.Add(resume);
        index.AddTo(command);
        encoders.AddTo(command);
        command.Add(vectors);
        command.Add(keep);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string folder = index.FolderOf(parsed)!;
            using QdrantTarget? server = index.ServerOf(parsed);
            ReindexState? last =
                parsed.GetValue(resume) ? await LastAsync(new Reindexer(folder, server), folder, terminal, cancellationToken) : null;
            string from = parsed.GetValue(taxonomy) ?? last?.Source
                ?? throw new UsageException("Name the taxonomy: --taxonomy <folder>"
                    + $"{(parsed.GetValue(resume) ? $" ({folder} has no reindex to resume)" : "")}.");
            using IDisposable claimed = new CommandFiles()
                .Reads("--taxonomy", TaxonomyReference.FolderOf(from)).Reads("--model", encoders.FolderOf(parsed))
                .ChangesFolder("--index", folder, hasOwnLock: true).Claim();
            ITaxonomySource source = TaxonomyReference.Source(from, terminal, cancellationToken);
            _ = await source.LoadAsync(cancellationToken); // its errors are reported before an encoder is loaded
            using ITextEncoder encoder = encoders.Open(parsed);
            _ = VectorForms.TryParse(
                parsed.GetValue(vectors) ?? last?.VectorForm ?? VectorForms.NameOf(VectorForm.Float16), out VectorForm form);
            var options = new IndexBuildOptions { VectorForm = form, Keep = parsed.GetValue(keep) };
            return await BuildAsync(source, encoder, folder, options, terminal, cancellationToken, server);
        });
    }

    /// <summary>Builds with progress and reports the result.</summary>
    internal static async Task<int> BuildAsync(
        ITaxonomySource source, ITextEncoder encoder, string folder, IndexBuildOptions options, Terminal terminal,
                CancellationToken cancellationToken, IIndexTarget? server = null)
    {
        long start = Stopwatch.GetTimestamp();
        IndexBuildResult result;
        try
        {
            result = await WorkProgress.RunAsync(terminal, "prompts encoded", null, async progress =>
                await new Reindexer(folder, server, options).RunAsync(source, encoder, new EncodedPrompts(progress), cancellationToken));
        }
        catch (OperationCanceledException)
        {
            terminal.Say("Encoded prompts are kept: run the same command to continue.");
            throw;
        }

        foreach (string note in result.Notes)
        {
            terminal.Say(note);
        }

        IndexManifest manifest = result.Manifest;
        string what = $"{manifest.Vectors:N0} vectors ({manifest.VectorForm}, {IndexCommand.Size(manifest)}) in {manifest.Ranges:N0} "
            + $"ranges of taxonomy '{manifest.Taxonomy}'";
        string again = result.Rounds > 1 ? $" The taxonomy was edited meanwhile: {result.Rounds} rounds." : "";
        terminal.Out.WriteLine(result.IsNew
            ? $"Published {manifest.Version}: {what}. Encoded {result.Encoded:N0} of {result.Prompts:N0} prompts "
                + $"with {manifest.ModelId} {manifest.Precision} in {Stopwatch.GetElapsedTime(start).TotalSeconds:N1} s.{again}"
            : $"Nothing changed: {manifest.Version} is up to date, {what}.");
        foreach (string old in result.Pruned)
        {
            terminal.Out.WriteLine($"Removed {old}.");
        }

        if (server is not null)
        {
            terminal.Out.WriteLine($"{server.Name} serves {manifest.Version}.");
        }

        if (result.Behind is { } behind)
        {
            terminal.Warn(
                $"{source.Name} is at version {behind} now, readers see {manifest.TaxonomyVersion}. Run the command again.");
        }

        return ExitCodes.Ok;
    }

    private static async Task<ReindexState?> LastAsync(
        Reindexer reindexer, string folder, Terminal terminal, CancellationToken cancellationToken)
    {
        ReindexState? last = (await reindexer.StatusAsync(cancellationToken)).Reindex;
        if (last is not null)
        {
            terminal.Say(last.Step == ReindexStep.Done
                ? $"The last reindex of {folder} is done; checking whether {last.Source} has changed since."
                : $"Resuming version {last.Version} of {folder}, which stopped in step '{IndexStateCommands.NameOf(last.Step)}'.");
        }

        return last;
    }
}
