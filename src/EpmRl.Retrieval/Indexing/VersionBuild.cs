using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Encodes and writes one version, invisible to readers. Only prompts that no earlier version and no interrupted build holds are encoded; a
/// kill at any point loses at most the block being encoded.
/// </summary>
internal sealed class VersionBuild : IDisposable
{
    private readonly IndexFolder index;
    private readonly IndexBuildOptions options;
    private readonly TimeProvider time;
    private readonly PlannedVersion planned;
    private readonly EncoderSpace space;
    private readonly IndexPlan plan;
    private readonly UInt128[] keys;
    private readonly VectorSources sources;
    private readonly PreviousVectors? previous;
    private readonly StagingFile staged;

    /// <summary>Lays out the rows and finds the vectors that can be reused.</summary>
    public VersionBuild(
        IndexFolder index, CheckedVersions versions, PlannedVersion planned, IndexPlan plan, EncoderSpace space, IndexBuildOptions options,
        TimeProvider time, IProgress<IndexBuildProgress>? progress, CancellationToken cancellationToken)
    {
        (this.index, this.planned, this.plan, this.space, this.options, this.time) = (index, planned, plan, space, options, time);
        keys = KeysOf(plan, progress, cancellationToken);
        sources = new VectorSources(keys);
        previous = PreviousVectors.Find(index, versions, space, options.VectorForm, cancellationToken);
        try
        {
            previous?.Note(sources);
            string staging = index.InFolder(PlannedVersion.StagingName(space, options.VectorForm));
            staged = StagingFile.Open(staging, space.Fingerprint, options.VectorForm, space.Dimension, sources, options.Files);
        }
        catch
        {
            previous?.Dispose();
            throw;
        }

        if (staged.Dropped > 0)
        {
            versions.Note($"{staged.Name} ended in {staged.Dropped:N0} bytes that are not a complete block (cut by a kill, or damaged); "
                + "they were dropped and are encoded again.");
        }
    }

    /// <summary>Number of distinct prompts of the version.</summary>
    public long Prompts => sources.Count;

    /// <summary>Encodes what is missing.</summary>
    /// <returns>How many prompts were encoded.</returns>
    public async ValueTask<long> EncodeAsync(
        ITextEncoder encoder, IProgress<IndexBuildProgress>? progress, CancellationToken cancellationToken) =>
        await new BlockEncoding(encoder, staged, sources, options, time).RunAsync(plan, keys, progress, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Writes the version's files and gives its folder its name.</summary>
    public IndexManifest Write(string version, IProgress<IndexBuildProgress>? progress, CancellationToken cancellationToken)
    {
        ProductTaxonomy taxonomy = planned.Taxonomy;
        var draft = new IndexManifest
        {
            Format = IndexFiles.Format,
            Version = version,
            Created = time.GetUtcNow(),
            Taxonomy = taxonomy.Name,
            TaxonomyVersion = taxonomy.Version,
            ModelId = space.ModelId,
            Precision = space.Precision,
            Space = space.Fingerprint,
            Wording = ValuePrompts.Revision,
            Dimension = space.Dimension,
            VectorForm = VectorForms.NameOf(options.VectorForm),
            Vectors = plan.Layout.Rows,
            Ranges = plan.Layout.RangeCount,
            Files = new Dictionary<string, IndexFile>(),
        };
        return new VersionWriter(index, options).Write(draft, taxonomy, plan.Layout, keys, ReadRow, progress, cancellationToken);
    }

    public void Dispose()
    {
        staged.Dispose();
        previous?.Dispose();
    }

    private void ReadRow(UInt128 key, Span<byte> row)
    {
        VectorSource source = sources.Find(key);
        if (source.InStaging)
        {
            staged.Read(source.Offset, row);
        }
        else
        {
            previous!.Read(source.Offset, row);
        }
    }

    private static UInt128[] KeysOf(IndexPlan plan, IProgress<IndexBuildProgress>? progress, CancellationToken cancellationToken)
    {
        var keys = new UInt128[plan.Layout.Rows];
        int row = 0;
        foreach (string prompt in plan.Prompts())
        {
            if (row % 65_536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new IndexBuildProgress(IndexBuildPhase.Planning, row, keys.Length, 0, 0, null));
            }

            keys[row++] = PromptKey.Of(prompt);
        }

        return keys;
    }
}
