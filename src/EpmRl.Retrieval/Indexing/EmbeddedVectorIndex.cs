using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The index as files of one folder, mapped into memory and scanned exactly. Safe for concurrent readers.</summary>
/// <remarks>An open index keeps its version, whatever is built or pruned meanwhile; open again to see a newer one.</remarks>
public sealed partial class EmbeddedVectorIndex : IVectorIndex
{
    private readonly MappedVectors vectors;
    private readonly IndexLayout layout;
    private readonly Dictionary<string, int> placeOfCategory = new(StringComparer.Ordinal);
    private readonly Lazy<SearchRange[]> searchRanges;

    private EmbeddedVectorIndex(IndexManifest manifest, ProductTaxonomy taxonomy, IndexLayout layout, MappedVectors vectors)
    {
        Manifest = manifest;
        Taxonomy = taxonomy;
        this.layout = layout;
        this.vectors = vectors;
        foreach (Category category in taxonomy.Categories)
        {
            placeOfCategory.Add(category.Id, placeOfCategory.Count);
        }

        searchRanges = new Lazy<SearchRange[]>(FindSearchRanges);
    }

    /// <inheritdoc/>
    public IndexManifest Manifest { get; }

    /// <inheritdoc/>
    public ProductTaxonomy Taxonomy { get; }

    /// <summary>Opens the current version of an index.</summary>
    /// <param name="folder">The index's folder, which holds the file <c>current</c>.</param>
    /// <exception cref="IndexFormatException">There is no index, or a file is missing, damaged or of another format.</exception>
    /// <remarks>Checks every hash but that of the vectors, of which it checks size and header: <see cref="IndexFolder.Verify"/> reads them whole.</remarks>
    public static EmbeddedVectorIndex Open(string folder)
    {
        var index = new IndexFolder(folder);
        string version = index.CurrentVersion ?? throw index.Nothing();
        while (true)
        {
            try
            {
                return OpenVersion(index.FolderOf(version));
            }
            catch (Exception failed) when (failed is IndexFormatException or IOException)
            {
                // A build may have published a newer version and pruned this one between the two reads.
                string? now = index.CurrentVersion;
                if (now is null || now == version)
                {
                    throw;
                }

                version = now;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => vectors.Dispose();

    internal static EmbeddedVectorIndex OpenVersion(string folder)
    {
        IndexManifest manifest = ManifestFile.Read(folder);
        ProductTaxonomy taxonomy = ReadHashed(folder, IndexFiles.Taxonomy, manifest, bytes => TaxonomySnapshot.Read(bytes));
        IndexLayout layout = ReadHashed(folder, IndexFiles.Layout, manifest, bytes => IndexLayout.Read(bytes));
        if (!Fits(layout, taxonomy, manifest))
        {
            throw ManifestFile.Damaged(Path.Combine(folder, IndexFiles.Layout), "it does not fit the taxonomy and the manifest beside it");
        }

        _ = VectorForms.TryParse(manifest.VectorForm, out VectorForm form);
        var vectors = MappedVectors.Open(Path.Combine(folder, IndexFiles.Vectors), form, manifest.Dimension, (int)manifest.Vectors);
        return new EmbeddedVectorIndex(manifest, taxonomy, layout, vectors);
    }

    private static T ReadHashed<T>(string folder, string name, IndexManifest manifest, Func<byte[], T> read)
    {
        string path = Path.Combine(folder, name);
        byte[] bytes = File.ReadAllBytes(path);
        if (Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)) != manifest.Files[name].Sha256)
        {
            throw ManifestFile.Damaged(path, "its SHA-256 is not the one in the manifest");
        }

        try
        {
            return read(bytes);
        }
        catch (InvalidDataException wrong)
        {
            throw ManifestFile.Damaged(path, wrong.Message, wrong);
        }
    }

    private static bool Fits(IndexLayout layout, ProductTaxonomy taxonomy, IndexManifest manifest) =>
        layout.Rows == manifest.Vectors
        && layout.ValueOfRow.Length == taxonomy.Attributes.Count
        && layout.Categories.Length == taxonomy.Categories.Count
        && layout.RangeCount == manifest.Ranges
        && !layout.ValueOfRow.Where((rows, a) => rows.Any(value => (uint)value >= (uint)taxonomy.Attributes[a].Values.Count)).Any();
}
