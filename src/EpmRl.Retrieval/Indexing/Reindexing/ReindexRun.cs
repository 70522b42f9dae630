using System.Globalization;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>One run of the state machine. The state of an earlier run is only a hint; every step verifies what it finds.</summary>
internal sealed class ReindexRun
{
    private readonly IndexFolder index;
    private readonly IIndexTarget target;
    private readonly IndexBuildOptions options;
    private readonly TimeProvider time;
    private readonly BuildLock held;
    private readonly IProgress<IndexBuildProgress> progress;
    private readonly CheckedVersions versions;
    private readonly PublishedVersions published;
    private readonly DateTimeOffset started;
    private readonly List<string> passing = []; // versions that this run published and replaced again
    private ReindexState? state;
    private string? replaces;
    private bool isNew;
    private long prompts, encoded;

    public ReindexRun(
        IndexFolder index, IIndexTarget target, IndexBuildOptions options, TimeProvider time, BuildLock held,
        IProgress<IndexBuildProgress> progress)
    {
        (this.index, this.target, this.options, this.time, this.held, this.progress) = (index, target, options, time, held, progress);
        versions = new CheckedVersions(index);
        published = new PublishedVersions(index, target, options.Files);
        started = time.GetUtcNow();
    }

    public async ValueTask<IndexBuildResult> ExecuteAsync(
        ITaxonomySource source, ProductTaxonomy taxonomy, ITextEncoder encoder, CancellationToken cancellationToken)
    {
        await LookAtWhatIsThereAsync(cancellationToken).ConfigureAwait(false);
        for (int round = 1; ; round++, taxonomy = await source.LoadAsync(cancellationToken).ConfigureAwait(false))
        {
            PlannedVersion planned = PlannedVersion.Of(taxonomy, encoder.Space, options.VectorForm);
            IndexManifest manifest = await PrepareAsync(planned, source.Name, encoder, round, cancellationToken).ConfigureAwait(false);
            bool last = round == options.Rounds;
            if (!last && await VersionNowAsync(source, taxonomy, cancellationToken).ConfigureAwait(false) != taxonomy.Version)
            {
                continue; // edits arrived: they are included before readers see anything
            }

            await SwapAsync(manifest.Version, cancellationToken).ConfigureAwait(false);

            // Checked again: a taxonomy published between the first check and the swap was acknowledged before the swap.
            string now = await VersionNowAsync(source, taxonomy, cancellationToken).ConfigureAwait(false);
            if (last || now == taxonomy.Version)
            {
                IReadOnlyList<string> pruned = await FinishAsync(encoder.Space, cancellationToken).ConfigureAwait(false);
                return new IndexBuildResult(manifest, isNew, prompts, encoded, pruned)
                {
                    Replaced = replaces == manifest.Version ? null : replaces,
                    Rounds = round,
                    Behind = now == taxonomy.Version ? null : now,
                    Notes = versions.Notes,
                };
            }
        }
    }

    private async ValueTask LookAtWhatIsThereAsync(CancellationToken cancellationToken)
    {
        if (held.Expelled is { } owner)
        {
            versions.Note(
                $"The index was taken over from {owner}, "
                    + $"whose last sign of life was at {owner.Seen.ToString("u", CultureInfo.InvariantCulture)}.");
        }

        index.RemoveUnfinished(options.Files);
        try
        {
            state = ReindexStateFile.Read(index.Path);
        }
        catch (IndexFormatException damaged)
        {
            versions.NoteDamage(damaged, "A new one replaces it.");
            options.Files.DeleteFile(index.InFolder(IndexFiles.Reindex));
        }

        try
        {
            if (index.CurrentVersion is { } current && !Directory.Exists(index.FolderOf(current)))
            {
                throw index.Astray(current);
            }
        }
        catch (IndexFormatException damaged)
        {
            versions.NoteDamage(damaged, "It is written again.");
        }

        replaces = await target.CurrentAsync(cancellationToken).ConfigureAwait(false);
        if (state is { Step: not ReindexStep.Done } && state.Version == replaces)
        {
            await published.SwapAsync(state.Version, cancellationToken).ConfigureAwait(false); // killed during the swap
            Enter(ReindexStep.Done);
        }

        state = state?.Step == ReindexStep.Done ? null : state;
    }

    // A folder being edited may be unreadable for a moment; the verified version need not wait for it.
    private async ValueTask<string> VersionNowAsync(ITaxonomySource source, ProductTaxonomy taken, CancellationToken cancellationToken)
    {
        try
        {
            return await source.VersionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TaxonomyFormatException unreadable)
        {
            versions.Note(
                $"{source.Name} was changed meanwhile and cannot be read as it is now, so its version {taken.Version} was indexed: "
                    + $"{unreadable.Message}");
            return taken.Version;
        }
    }

    // Plan → encode → build → load → verify. Nothing that readers see changes.
    private async ValueTask<IndexManifest> PrepareAsync(
        PlannedVersion planned, string source, ITextEncoder encoder, int round, CancellationToken cancellationToken)
    {
        IndexManifest? manifest = versions.Find(planned.Content, options, cancellationToken);
        if (manifest is not null && await published.IsPublishedAsync(manifest.Version, cancellationToken).ConfigureAwait(false))
        {
            await AbandonAsync(planned.Content, cancellationToken).ConfigureAwait(false);
            return manifest;
        }

        var plan = new IndexPlan(planned.Taxonomy, encoder.Space.Prompts);
        await AbandonAsync(planned.Content, cancellationToken).ConfigureAwait(false);
        string version = manifest?.Version ?? await NameForAsync(planned.Content, cancellationToken).ConfigureAwait(false);
        state = new ReindexState
        {
            Step = ReindexStep.Plan,
            Version = version,
            Content = planned.Content,
            IsNew = manifest is null || (state?.Version == version && state.IsNew),
            Source = source,
            TaxonomyVersion = planned.Taxonomy.Version,
            Space = encoder.Space.Fingerprint,
            VectorForm = VectorForms.NameOf(options.VectorForm),
            Target = target.Name,
            Replaces = replaces,
            Round = round,
            Vectors = plan.Layout.Rows,
            Ranges = plan.Layout.RangeCount,
            Prompts = state?.Version == version ? state.Prompts : 0,
            Started = state?.Started ?? started,
            Updated = started,
        };
        Enter(ReindexStep.Plan);
        manifest ??= await BuildAsync(planned, plan, encoder, cancellationToken).ConfigureAwait(false);
        (isNew, prompts) = (state.IsNew, state.Prompts);

        // A version that readers of the target see was loaded and verified before.
        if (version != await target.CurrentAsync(cancellationToken).ConfigureAwait(false))
        {
            await LoadAndVerifyAsync(manifest, cancellationToken).ConfigureAwait(false);
        }

        return manifest;
    }

    private async ValueTask<IndexManifest> BuildAsync(
        PlannedVersion planned, IndexPlan plan, ITextEncoder encoder, CancellationToken cancellationToken)
    {
        using var build = new VersionBuild(index, versions, planned, plan, encoder.Space, options, time, progress, cancellationToken);
        state = state! with { Prompts = build.Prompts };
        Enter(ReindexStep.Encode);
        encoded += await build.EncodeAsync(encoder, progress, cancellationToken).ConfigureAwait(false);
        Enter(ReindexStep.Build);
        return build.Write(state.Version, progress, cancellationToken);
    }

    private async ValueTask LoadAndVerifyAsync(IndexManifest manifest, CancellationToken cancellationToken)
    {
        Enter(ReindexStep.Load);
        using EmbeddedVectorIndex version = EmbeddedVectorIndex.OpenVersion(index.FolderOf(manifest.Version));
        await target.LoadAsync(version, progress, cancellationToken).ConfigureAwait(false);
        Enter(ReindexStep.Verify);
        IReadOnlyList<string> damage = index.Verify(manifest.Version, cancellationToken);
        List<string> problems = [.. damage];
        if (manifest.Vectors != state!.Vectors || manifest.Ranges != state.Ranges)
        {
            problems.Add($"{manifest.Version} has {manifest.Vectors} vectors in {manifest.Ranges} ranges, "
                + $"{state.Vectors} in {state.Ranges} were planned.");
        }

        problems.AddRange(await target.VerifyAsync(version, cancellationToken).ConfigureAwait(false));
        if (problems.Count > 0)
        {
            // Built or loaded again. The folder's own current version stays, whatever another target says of it.
            await target.RemoveAsync(manifest.Version, cancellationToken).ConfigureAwait(false);
            if (damage.Count > 0 && manifest.Version != index.CurrentOrNull())
            {
                index.Remove(manifest.Version, options.Files);
            }

            throw new IndexFormatException(
                $"{manifest.Version} does not answer as it should in {target.Name}; readers stay with {replaces ?? "nothing"}. "
                    + $"Run the command again to rebuild it.\n{string.Join('\n', problems)}");
        }
    }

    private async ValueTask SwapAsync(string version, CancellationToken cancellationToken)
    {
        if (!await published.IsPublishedAsync(version, cancellationToken).ConfigureAwait(false))
        {
            Enter(ReindexStep.Swap);
            await published.SwapAsync(version, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IReadOnlyList<string>> FinishAsync(EncoderSpace space, CancellationToken cancellationToken)
    {
        if (state is not null)
        {
            Enter(ReindexStep.Done);
        }

        options.Files.DeleteFile(index.InFolder(PlannedVersion.StagingName(space, options.VectorForm)));
        foreach (string version in passing)
        {
            if (!await published.IsSeenAsync(version, cancellationToken).ConfigureAwait(false))
            {
                await published.RemoveAsync(version, cancellationToken).ConfigureAwait(false);
            }
        }

        return await published.PruneAsync(options.Keep, cancellationToken).ConfigureAwait(false);
    }

    // Results of an earlier round, or of an interrupted reindex, with other content are no longer wanted.
    private async ValueTask AbandonAsync(string content, CancellationToken cancellationToken)
    {
        if (state is null || state.Content == content)
        {
            return;
        }

        if (state.IsNew)
        {
            if (await published.IsSeenAsync(state.Version, cancellationToken).ConfigureAwait(false))
            {
                passing.Add(state.Version);
            }
            else
            {
                await published.RemoveAsync(state.Version, cancellationToken).ConfigureAwait(false);
            }
        }

        options.Files.DeleteFile(index.InFolder(IndexFiles.Reindex));
        state = null;
    }

    // The name given by an interrupted reindex, so that data already in the target is reused; otherwise a new one.
    private async ValueTask<string> NameForAsync(string content, CancellationToken cancellationToken)
    {
        if (state is { IsNew: true })
        {
            if (Directory.Exists(index.FolderOf(state.Version)))
            {
                // Damaged: an intact one would have been found.
                await published.RemoveAsync(state.Version, cancellationToken).ConfigureAwait(false);
            }

            return state.Version;
        }

        for (DateTimeOffset now = time.GetUtcNow(); ; now = now.AddMilliseconds(1))
        {
            string name = $"{now.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{content[..8]}";
            if (!Directory.Exists(index.FolderOf(name)))
            {
                return name;
            }
        }
    }

    private void Enter(ReindexStep step)
    {
        held.ThrowIfLost();
        held.Report(0, 0);
        state = state! with { Step = step, Updated = time.GetUtcNow() };
        ReindexStateFile.Write(index.Path, state, options.Files);
    }
}
