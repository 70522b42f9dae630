using System.Buffers.Binary;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// Writes the files of a new version into a folder that readers ignore, and gives the folder its name when it is complete.
/// </summary>
internal sealed class VersionWriter(IndexFolder index, IndexBuildOptions options)
{
    private const int RowsBetweenReports = 65_536;

    private readonly FileSystem disk = options.Files;

    public IndexManifest Write(
        IndexManifest draft, ProductTaxonomy taxonomy, IndexLayout layout, UInt128[] keys, Action<UInt128, Span<byte>> readRow,
        IProgress<IndexBuildProgress>? progress, CancellationToken cancellationToken)
    {
        string building = index.InFolder(IndexFiles.BuildingPrefix + draft.Version);
        disk.CreateFolder(building);
        _ = VectorForms.TryParse(draft.VectorForm, out VectorForm form);
        var files = new Dictionary<string, IndexFile>
        {
            [IndexFiles.Taxonomy] = WriteFile(building, IndexFiles.Taxonomy, file => TaxonomySnapshot.Write(taxonomy, file)),
            [IndexFiles.Layout] = WriteFile(building, IndexFiles.Layout, file => file.Write(layout.ToBytes())),
            [IndexFiles.Keys] = WriteFile(building, IndexFiles.Keys, file => WriteKeys(file, keys)),
            [IndexFiles.Vectors] = WriteFile(
                building, IndexFiles.Vectors, file => WriteVectors(file, draft, keys, readRow, progress, cancellationToken),
                MappedVectors.SizeOf(form, draft.Dimension, keys.Length)),
        };
        if (options.HasCodes(keys.Length))
        {
            files[IndexFiles.Codes] = WriteFile(
                building, IndexFiles.Codes, file => WriteCodes(file, draft, keys, readRow, cancellationToken),
                MappedCodes.SizeOf(draft.Dimension, keys.Length));
        }

        IndexManifest manifest = draft with { Files = files };
        ManifestFile.Write(building, manifest, disk);
        disk.MoveFolder(building, index.FolderOf(manifest.Version));
        disk.FlushFolder(index.Path);
        return manifest;
    }

    // Block checksums are computed for large files of known size that are not read in full at every opening.
    private IndexFile WriteFile(string folder, string name, Action<HashedFile> write, long? mappedBytes = null)
    {
        using var file = new HashedFile(
            Path.Combine(folder, name), disk, mappedBytes is { } bytes ? new BlockHash(IndexBlocks.SizeFor(bytes)) : null);
        write(file);
        return file.Finish();
    }

    private static void WriteKeys(HashedFile file, UInt128[] keys)
    {
        Span<byte> bytes = stackalloc byte[PromptKey.Bytes];
        foreach (UInt128 key in keys)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(bytes, key);
            file.Write(bytes);
        }
    }

    private static void WriteVectors(
        HashedFile file, IndexManifest manifest, UInt128[] keys, Action<UInt128, Span<byte>> readRow,
        IProgress<IndexBuildProgress>? progress, CancellationToken cancellationToken)
    {
        _ = VectorForms.TryParse(manifest.VectorForm, out VectorForm form);
        file.Write(MappedVectors.Header(form, manifest.Dimension, keys.Length));
        byte[] row = new byte[VectorRows.BytesPerRow(form, manifest.Dimension)];
        for (int i = 0; i < keys.Length; i++)
        {
            if (i % RowsBetweenReports == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new IndexBuildProgress(IndexBuildPhase.Writing, i, keys.Length, 0, 0, null));
            }

            readRow(keys[i], row);
            file.Write(row);
        }

        progress?.Report(new IndexBuildProgress(IndexBuildPhase.Writing, keys.Length, keys.Length, 0, 0, null));
    }

    private static void WriteCodes(
        HashedFile file, IndexManifest manifest, UInt128[] keys, Action<UInt128, Span<byte>> readRow, CancellationToken cancellationToken)
    {
        _ = VectorForms.TryParse(manifest.VectorForm, out VectorForm form);
        var codes = new CodeWriter(file, form, manifest.Dimension, keys.Length, (row, bytes) => readRow(keys[row], bytes));
        byte[] row = new byte[VectorRows.BytesPerRow(form, manifest.Dimension)];
        for (int i = 0; i < keys.Length; i++)
        {
            if (i % RowsBetweenReports == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            readRow(keys[i], row);
            codes.Write(row);
        }
    }
}
