using System.Security.Cryptography;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// The file <c>published</c>: the published version, for readers. The journal is authoritative; the file follows it, and is repaired from
/// it.
/// </summary>
internal static class PublishedPointer
{
    public const string FileName = "published";

    public static string PathIn(string store) => Path.Combine(store, FileName);

    public static string TextOf(string version) => $"{version} {CheckOf(version)}\n";

    public static void Write(string store, string version, FileSystem files) => files.Replace(PathIn(store), TextOf(version));

    /// <summary>Reads it; null when nothing has been published.</summary>
    /// <exception cref="TaxonomyStoreException">It is damaged.</exception>
    public static string? Read(string store)
    {
        string path = PathIn(store);
        if (!File.Exists(path))
        {
            return null;
        }

        string text = File.ReadAllText(path);
        string version = text.Split(' ')[0];
        return text == TextOf(version) ? version : throw new TaxonomyStoreException(
            $"{path} is damaged: its checksum is wrong. The journal knows what is published: any command that writes, "
                + $"such as 'taxonomy publish', repairs the file.");
    }

    private static string CheckOf(string version) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(version)).AsSpan(0, 4));
}
