using System.Security.Cryptography;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The planned content of a version, before anything is encoded.</summary>
/// <param name="Taxonomy">The taxonomy.</param>
/// <param name="Content">SHA-256 of the version's inputs; versions with equal hashes are the same version.</param>
internal sealed record PlannedVersion(ProductTaxonomy Taxonomy, string Content)
{
    public static PlannedVersion Of(ProductTaxonomy taxonomy, EncoderSpace space, VectorForm form) =>
        new(taxonomy, ContentOf(IndexFiles.Format, form, space.Fingerprint, ValuesOf(ValuePrompts.Revision, HashOf(taxonomy))));

    /// <summary>The content hash of an existing version; null when its form is unknown.</summary>
    public static string? ContentOf(IndexManifest manifest) => VectorForms.TryParse(manifest.VectorForm, out VectorForm form)
        ? ContentOf(manifest.Format, form, manifest.Space, ValuesOf(manifest.Wording, manifest.Files[IndexFiles.Taxonomy].Sha256))
        : null;

    /// <summary>
    /// Name of the file that keeps encoded vectors of a space and form until a version holds them. They are looked up by prompt, whatever
    /// its wording revision.
    /// </summary>
    public static string StagingName(EncoderSpace space, VectorForm form) =>
        IndexFiles.StagingPrefix + ContentOf(IndexFiles.Format, form, space.Fingerprint, "staging")[..12];

    private static string ContentOf(int format, VectorForm form, string space, string values) =>
        Sha256Hex.Of($"{format}\n{VectorForms.NameOf(form)}\n{space}\n{values}");

    private static string ValuesOf(int wording, string taxonomy) => $"{wording}\n{taxonomy}";

    // The hash of the taxonomy's file, which may be large and is not kept.
    private static string HashOf(ProductTaxonomy taxonomy)
    {
        using var hash = SHA256.Create();
        using (var buffered = new BufferedStream(new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write), 1 << 16))
        {
            TaxonomySnapshot.Write(taxonomy, buffered);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }
}
