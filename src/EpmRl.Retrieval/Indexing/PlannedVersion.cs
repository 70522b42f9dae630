using System.Security.Cryptography;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>What a version is to hold, before anything is encoded.</summary>
/// <param name="Taxonomy">The taxonomy.</param>
/// <param name="Snapshot">The taxonomy as the file of the version.</param>
/// <param name="Content">SHA-256 of what the version is made of: two of the same are the same version.</param>
internal sealed record PlannedVersion(ProductTaxonomy Taxonomy, byte[] Snapshot, string Content)
{
    public static PlannedVersion Of(ProductTaxonomy taxonomy, EncoderSpace space, VectorForm form)
    {
        using var snapshot = new MemoryStream();
        TaxonomySnapshot.Write(taxonomy, snapshot);
        byte[] bytes = snapshot.ToArray();
        return new PlannedVersion(taxonomy, bytes, ContentOf(IndexFiles.Format, form, space.Fingerprint, HashOf(bytes)));
    }

    /// <summary>The content of a version that was built; null when its form is unknown.</summary>
    public static string? ContentOf(IndexManifest manifest) => VectorForms.TryParse(manifest.VectorForm, out VectorForm form)
        ? ContentOf(manifest.Format, form, manifest.Space, manifest.Files[IndexFiles.Taxonomy].Sha256)
        : null;

    /// <summary>Name of the file that keeps encoded vectors of a space and form until a version holds them.</summary>
    public static string StagingName(EncoderSpace space, VectorForm form) =>
        IndexFiles.StagingPrefix + ContentOf(IndexFiles.Format, form, space.Fingerprint, "staging")[..12];

    private static string ContentOf(int format, VectorForm form, string space, string taxonomy) =>
        HashOf(System.Text.Encoding.UTF8.GetBytes($"{format}\n{VectorForms.NameOf(form)}\n{space}\n{taxonomy}"));

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
