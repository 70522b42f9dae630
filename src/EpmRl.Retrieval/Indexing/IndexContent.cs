using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>A version's content without its vectors, for a reader that gets the vectors elsewhere.</summary>
/// <param name="Manifest">What the version was built from.</param>
/// <param name="Taxonomy">The taxonomy, whose ids the index answers with.</param>
/// <param name="Layout">The meaning of each row.</param>
internal sealed record IndexContent(IndexManifest Manifest, ProductTaxonomy Taxonomy, IndexLayout Layout)
{
    /// <summary>The files it is read from, in addition to the manifest's.</summary>
    public static IReadOnlyList<string> Files { get; } = [IndexFiles.Taxonomy, IndexFiles.Layout];

    /// <summary>Reads it from a version's folder, which may lack keys and vectors.</summary>
    /// <exception cref="IndexFormatException">A file is missing, damaged or of another format.</exception>
    public static IndexContent Open(string folder)
    {
        IndexManifest manifest = ManifestFile.Read(folder, Files);
        byte[] taxonomyFile = EmbeddedVectorIndex.ReadHashed(folder, IndexFiles.Taxonomy, manifest);
        IndexLayout layout = EmbeddedVectorIndex.ReadLayout(folder, manifest);
        return new IndexContent(manifest, EmbeddedVectorIndex.ReadTaxonomy(folder, taxonomyFile, layout), layout);
    }
}
