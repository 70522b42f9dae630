using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Updates an index to a taxonomy without a moment in which readers see nothing or a mixture: plan → encode → build → load → verify → swap
/// → done, the same for every kind of target. If it is killed, the next run resumes at the same step. One writer at a time.
/// </summary>
public sealed partial class Reindexer
{
    private readonly IndexFolder index;
    private readonly IIndexTarget target;
    private readonly IndexBuildOptions options;
    private readonly TimeProvider time;

    /// <summary>Creates a reindexer for an index.</summary>
    /// <param name="folder">The index's folder, in which every version is built; created if missing.</param>
    /// <param name="target">Where readers look; null for the folder itself.</param>
    /// <param name="options">How to build; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public Reindexer(string folder, IIndexTarget? target = null, IndexBuildOptions? options = null, TimeProvider? time = null)
    {
        this.options = options ?? new IndexBuildOptions();
        index = new IndexFolder(folder);
        this.target = target ?? new EmbeddedTarget(index, this.options.Files);
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>Builds, verifies and publishes a source's published taxonomy, or resumes an interrupted reindex of it.</summary>
    /// <param name="source">Where the taxonomy comes from. If it changes meanwhile, the changes are included before this ends.</param>
    /// <param name="encoder">The encoder, whose space becomes the index's.</param>
    /// <param name="progress">Receives every block.</param>
    /// <param name="cancellationToken">Checked between blocks; encoded prompts are kept for the next run.</param>
    /// <exception cref="TaxonomyFormatException">The taxonomy cannot be read.</exception>
    /// <exception cref="EncoderException">The encoder returned something other than unit vectors.</exception>
    /// <exception cref="IndexFormatException">The new version does not answer as it should; readers stay with the old one.</exception>
    /// <exception cref="IOException">Another process writes this index, or the disk failed.</exception>
    public async ValueTask<IndexBuildResult> RunAsync(
        ITaxonomySource source,
        ITextEncoder encoder,
        IProgress<IndexBuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Keep, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Rounds, 1);
        ProductTaxonomy first = await source.LoadAsync(cancellationToken).ConfigureAwait(false); // nothing is created if there is none
        using BuildLock held = BuildLock.Take(index.Path, time, options.Files);
        return await new ReindexRun(index, target, options, time, held, new ReportToBoth(progress, held))
            .ExecuteAsync(source, first, encoder, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes old versions and the leftovers of interrupted builds, including an unfinished reindex.</summary>
    /// <param name="keep">How many remain, the newest and the current one among them; at least 1.</param>
    /// <param name="cancellationToken">Checked between versions.</param>
    /// <returns>Names of the removed versions.</returns>
    /// <exception cref="IOException">Another process writes this index.</exception>
    public async ValueTask<IReadOnlyList<string>> PruneAsync(int keep, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        if (!Directory.Exists(index.Path))
        {
            throw index.Nothing();
        }

        using BuildLock held = BuildLock.Take(index.Path, time, options.Files);
        index.RemoveUnfinished(options.Files);
        foreach (string file in Directory.EnumerateFiles(index.Path, IndexFiles.StagingPrefix + "*"))
        {
            options.Files.DeleteFile(file);
        }

        var versions = new PublishedVersions(index, target, options.Files);
        (ReindexState? state, string? damaged) = ReadState();
        if (damaged is not null || state is { Step: not ReindexStep.Done })
        {
            if (state is { IsNew: true } && !await versions.IsSeenAsync(state.Version, cancellationToken).ConfigureAwait(false))
            {
                await versions.RemoveAsync(state.Version, cancellationToken).ConfigureAwait(false);
            }

            options.Files.DeleteFile(index.InFolder(IndexFiles.Reindex));
        }

        return await versions.PruneAsync(keep, cancellationToken).ConfigureAwait(false);
    }

    private (ReindexState? State, string? Damaged) ReadState()
    {
        try
        {
            return (ReindexStateFile.Read(index.Path), null);
        }
        catch (IndexFormatException damaged)
        {
            return (null, damaged.Message);
        }
    }

    // Also shows the progress to others who look at the index.
    private sealed class ReportToBoth(IProgress<IndexBuildProgress>? progress, BuildLock held) : IProgress<IndexBuildProgress>
    {
        public void Report(IndexBuildProgress value)
        {
            held.Report(value.Done, value.Total);
            progress?.Report(value);
        }
    }
}
