using System.Globalization;
using System.Security.Cryptography;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Builds a version of an embedded index and publishes it. Only prompts that no earlier version and no interrupted build holds are
/// encoded; a build that is killed at any point loses at most the block it was encoding; readers see the old version or the new one.
/// </summary>
/// <param name="folder">The index's folder; made when it does not exist.</param>
/// <param name="options">How to build; null for the defaults.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class IndexBuilder(string folder, IndexBuildOptions? options = null, TimeProvider? time = null)
{
    private readonly IndexFolder index = new(folder);
    private readonly IndexBuildOptions options = options ?? new IndexBuildOptions();
    private readonly TimeProvider time = time ?? TimeProvider.System;

    /// <summary>Builds and publishes, or writes nothing when a whole version of the same content is there.</summary>
    /// <param name="taxonomy">What to index.</param>
    /// <param name="encoder">The encoder, whose space becomes the index's.</param>
    /// <param name="progress">Told of every block.</param>
    /// <param name="cancellationToken">Checked between blocks; what is encoded by then stays for the next build.</param>
    /// <exception cref="EncoderException">The encoder gave something else than unit vectors.</exception>
    /// <exception cref="IOException">Another build is writing this index, or the disk failed.</exception>
    public async ValueTask<IndexBuildResult> BuildAsync(
        ProductTaxonomy taxonomy,
        ITextEncoder encoder,
        IProgress<IndexBuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Keep, 1);
        Directory.CreateDirectory(index.Path);
        using BuildLock held = BuildLock.Take(index.Path, time);
        index.RemoveUnfinished();
        EncoderSpace space = encoder.Space;
        string content = ContentHash(IndexFiles.Format, options.VectorForm, space.Fingerprint, HashOf(taxonomy));
        string stagingPath = index.InFolder(
            IndexFiles.StagingPrefix + ContentHash(IndexFiles.Format, options.VectorForm, space.Fingerprint, "staging")[..12]);
        if (FindSame(content, cancellationToken) is IndexManifest same)
        {
            return new IndexBuildResult(same, IsNew: false, 0, 0, Publish(same, stagingPath));
        }

        using PreviousVectors? previous = PreviousVectors.Find(index, space, options.VectorForm, cancellationToken);
        var plan = new IndexPlan(taxonomy, space.Prompts);
        UInt128[] keys = KeysOf(plan, progress, cancellationToken);
        var sources = new VectorSources(keys);
        previous?.Note(sources);
        using StagingFile staged = StagingFile.Open(
            stagingPath, space.Fingerprint, options.VectorForm, space.Dimension, sources, options.BeforeStep);
        (long prompts, long encoded) = await new BlockEncoding(encoder, staged, sources, options, time)
            .RunAsync(plan, keys, progress, cancellationToken).ConfigureAwait(false);

        DateTimeOffset now = time.GetUtcNow();
        var draft = new IndexManifest
        {
            Format = IndexFiles.Format,
            Version = $"{now.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{content[..8]}",
            Created = now,
            Taxonomy = taxonomy.Name,
            TaxonomyVersion = taxonomy.Version,
            ModelId = space.ModelId,
            Precision = space.Precision,
            Space = space.Fingerprint,
            Dimension = space.Dimension,
            VectorForm = VectorForms.NameOf(options.VectorForm),
            Vectors = plan.Layout.Rows,
            Ranges = plan.Layout.RangeCount,
            Files = new Dictionary<string, IndexFile>(),
        };
        IndexManifest manifest = new VersionWriter(index, options)
            .Write(draft, taxonomy, plan.Layout, keys, ReadRow, progress, cancellationToken);
        return new IndexBuildResult(manifest, IsNew: true, prompts, encoded, Publish(manifest, stagingPath));

        void ReadRow(UInt128 key, Span<byte> row)
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

    // A whole version of the same content, the current one if it is such a one.
    private IndexManifest? FindSame(string content, CancellationToken cancellationToken) => index.ReadableVersions()
        .Select(version => version.Manifest!)
        .FirstOrDefault(manifest =>
            VectorForms.TryParse(manifest.VectorForm, out VectorForm form)
            && manifest.Files.ContainsKey(IndexFiles.Codes) == options.HasCodes(manifest.Vectors)
            && ContentHash(manifest.Format, form, manifest.Space, manifest.Files[IndexFiles.Taxonomy].Sha256) == content
            && index.Verify(manifest.Version, cancellationToken).Count == 0);

    private IReadOnlyList<string> Publish(IndexManifest manifest, string stagingPath)
    {
        if (manifest.Version != index.CurrentOrNull())
        {
            index.Publish(manifest.Version, options.BeforeStep);
        }

        options.BeforeStep?.Invoke("remove the staging file");
        File.Delete(stagingPath);
        options.BeforeStep?.Invoke("prune");
        return index.RemoveVersions(options.Keep);
    }

    private static string ContentHash(int format, VectorForm form, string space, string taxonomyHash) =>
        HashOf(System.Text.Encoding.UTF8.GetBytes($"{format}\n{VectorForms.NameOf(form)}\n{space}\n{taxonomyHash}"));

    // The hash of its snapshot, which may be large: it is not kept.
    private static string HashOf(ProductTaxonomy taxonomy)
    {
        using var hash = SHA256.Create();
        using (var buffered = new BufferedStream(new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write), 1 << 16))
        {
            TaxonomySnapshot.Write(taxonomy, buffered);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
