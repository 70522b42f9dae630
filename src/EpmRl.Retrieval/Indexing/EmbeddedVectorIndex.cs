using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The index as files of one folder, mapped into memory and scanned exactly. Safe for concurrent readers.</summary>
/// <remarks>An open index keeps its version, whatever is built or pruned meanwhile; open again to see a newer one.</remarks>
public sealed partial class EmbeddedVectorIndex : IVectorIndex
{
    private readonly string folder;
    private readonly MappedVectors vectors;
    private readonly MappedCodes? codes;
    private readonly IndexLayout layout;
    private readonly Lazy<ProductTaxonomy> taxonomy;
    private readonly Lazy<Dictionary<string, int>> placesOfCategories;
    private readonly Lazy<Dictionary<string, int>> placesOfAttributes;
    private readonly Lazy<SearchScope> wholeScope;
    private readonly Lazy<SearchScope> oneCategoryEach;

    private EmbeddedVectorIndex(
        string folder, IndexManifest manifest, byte[] taxonomyFile, IndexLayout layout, MappedVectors vectors, MappedCodes? codes)
    {
        this.folder = folder;
        Manifest = manifest;
        this.layout = layout;
        this.vectors = vectors;
        this.codes = codes;
        taxonomy = new Lazy<ProductTaxonomy>(() => ReadTaxonomy(folder, taxonomyFile, layout));
        placesOfCategories = new Lazy<Dictionary<string, int>>(() => PlacesOf(Taxonomy.Categories.Select(category => category.Id)));
        placesOfAttributes = new Lazy<Dictionary<string, int>>(() => PlacesOf(Taxonomy.Attributes.Select(attribute => attribute.Id)));
        wholeScope = new Lazy<SearchScope>(FindWholeScope);
        oneCategoryEach = new Lazy<SearchScope>(() => wholeScope.Value.OneCategoryEach(layout));
    }

    /// <inheritdoc/>
    public IndexManifest Manifest { get; }

    /// <inheritdoc/>
    /// <remarks>Its file is checked when the index is opened and read on first use.</remarks>
    /// <exception cref="IndexFormatException">The file has the right hash, but is not a taxonomy or does not fit the vectors.</exception>
    public ProductTaxonomy Taxonomy => taxonomy.Value;

    /// <summary>Opens the current version of an index.</summary>
    /// <param name="folder">The index's folder, which holds the file <c>current</c>.</param>
    /// <exception cref="IndexFormatException">There is no index, or a file is missing, damaged or of another format.</exception>
    /// <remarks>
    /// Checks the hashes of manifest, taxonomy and layout; of vectors and codes it checks size, header and the checksums of some blocks, 8
    /// MiB of each file. Scores that no unit vector gives are rejected when they occur. <see cref="IndexFolder.Verify"/> reads every file
    /// in full.
    /// </remarks>
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
                    if (!Directory.Exists(index.FolderOf(version)))
                    {
                        throw index.Astray(version);
                    }

                    throw;
                }

                version = now;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        vectors.Dispose();
        codes?.Dispose();
    }

    internal static EmbeddedVectorIndex OpenVersion(string folder, Random? random = null)
    {
#pragma warning disable RS0030 // unseeded: each opening checks other blocks
        random ??= Random.Shared;
#pragma warning restore RS0030
        IndexManifest manifest = ManifestFile.Read(folder);
        byte[] taxonomyFile = ReadHashed(folder, IndexFiles.Taxonomy, manifest);
        IndexLayout layout = ReadLayout(folder, manifest);
        _ = VectorForms.TryParse(manifest.VectorForm, out VectorForm form);
        foreach ((string name, IndexFile file) in manifest.Files)
        {
            file.Blocks?.CheckSample(Path.Combine(folder, name), file.Bytes, random);
        }

        var vectors = MappedVectors.Open(Path.Combine(folder, IndexFiles.Vectors), form, manifest.Dimension, (int)manifest.Vectors);
        try
        {
            MappedCodes? codes = manifest.Files.ContainsKey(IndexFiles.Codes)
                ? MappedCodes.Open(Path.Combine(folder, IndexFiles.Codes), manifest.Dimension, (int)manifest.Vectors)
                : null;
            return new EmbeddedVectorIndex(folder, manifest, taxonomyFile, layout, vectors, codes);
        }
        catch
        {
            vectors.Dispose();
            throw;
        }
    }

    internal static IndexLayout ReadLayout(string folder, IndexManifest manifest)
    {
        byte[] file = ReadHashed(folder, IndexFiles.Layout, manifest);
        IndexLayout layout = Parse(folder, IndexFiles.Layout, file, bytes => IndexLayout.Read(bytes));
        return layout.Rows == manifest.Vectors && layout.RangeCount == manifest.Ranges
            ? layout
            : throw ManifestFile.Damaged(Path.Combine(folder, IndexFiles.Layout), "it does not fit the manifest");
    }

    private static Dictionary<string, int> PlacesOf(IEnumerable<string> ids) => ids
        .Select((id, place) => KeyValuePair.Create(id, place))
        .ToDictionary(StringComparer.Ordinal);

    internal static ProductTaxonomy ReadTaxonomy(string folder, byte[] file, IndexLayout layout)
    {
        ProductTaxonomy taxonomy = Parse(folder, IndexFiles.Taxonomy, file, bytes => TaxonomySnapshot.Read(bytes));
        return Fits(layout, taxonomy)
            ? taxonomy
            : throw ManifestFile.Damaged(Path.Combine(folder, IndexFiles.Layout), "it does not fit the taxonomy");
    }

    internal static byte[] ReadHashed(string folder, string name, IndexManifest manifest)
    {
        string path = Path.Combine(folder, name);
        byte[] bytes = File.ReadAllBytes(path);
        return Sha256Hex.Of(bytes) == manifest.Files[name].Sha256
            ? bytes
            : throw ManifestFile.Damaged(path, "its SHA-256 is not the one in the manifest");
    }

    private static T Parse<T>(string folder, string name, byte[] bytes, Func<byte[], T> parse)
    {
        try
        {
            return parse(bytes);
        }
        catch (InvalidDataException wrong)
        {
            throw ManifestFile.Damaged(Path.Combine(folder, name), wrong.Message, wrong);
        }
    }

    private static bool Fits(IndexLayout layout, ProductTaxonomy taxonomy) =>
        layout.ValueOfRow.Length == taxonomy.Attributes.Count
        && layout.Categories.Length == taxonomy.Categories.Count
        && !layout.ValueOfRow.Where((rows, a) => rows.Any(value => (uint)value >= (uint)taxonomy.Attributes[a].Values.Count)).Any();
}
