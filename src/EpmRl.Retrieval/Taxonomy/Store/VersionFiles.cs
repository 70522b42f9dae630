using System.Security.Cryptography;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Complete taxonomies by their version: <c>versions/&lt;version&gt;.snapshot</c>, a snapshot followed by its SHA-256. Files never change.
/// </summary>
internal sealed class VersionFiles(string store)
{
    public const string FolderName = "versions";

    private const string Extension = ".snapshot";

    private readonly string folder = Path.Combine(store, FolderName);

    /// <summary>The existing versions, in no order.</summary>
    public IEnumerable<string> All => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file))
        : [];

    public string PathOf(string version) => Path.Combine(folder, version + Extension);

    /// <summary>Stores a taxonomy. Nothing is written when its version exists already.</summary>
    public void Write(ProductTaxonomy taxonomy, FileSystem files)
    {
        if (File.Exists(PathOf(taxonomy.Version)))
        {
            return;
        }

        files.CreateFolder(folder);
        using var bytes = new MemoryStream();
        TaxonomySnapshot.Write(taxonomy, bytes);
        bytes.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        files.Replace(PathOf(taxonomy.Version), bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>Reads a version.</summary>
    /// <exception cref="TaxonomyStoreException">It is missing or damaged.</exception>
    public ProductTaxonomy Read(string version)
    {
        string path = PathOf(version);
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            int length = bytes.Length - SHA256.HashSizeInBytes;
            if (length < 0 || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
            {
                throw new InvalidDataException("its checksum is wrong");
            }

            ProductTaxonomy taxonomy = TaxonomySnapshot.Read(bytes.AsSpan(0, length));
            return taxonomy.Version == version ? taxonomy : throw new InvalidDataException($"it holds version {taxonomy.Version}");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TaxonomyStoreException($"{path} is missing. Restore the file from a backup.", missing);
        }
        catch (InvalidDataException damaged)
        {
            throw new TaxonomyStoreException($"{path} is damaged: {damaged.Message}. Restore the file from a backup.", damaged);
        }
    }
}
