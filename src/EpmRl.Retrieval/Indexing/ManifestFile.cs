using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Reads and writes the manifest of a version, with its hash in a file in the format of <c>sha256sum -c</c>.</summary>
internal static class ManifestFile
{
    private const int LargestSize = 64 * 1024;

    public static void Write(string folder, IndexManifest manifest, FileSystem files)
    {
        string json = ManifestJson.Write(manifest);
        files.Replace(Path.Combine(folder, IndexFiles.Manifest), json);
        string hash = Sha256Hex.Of(json);
        files.Replace(Path.Combine(folder, IndexFiles.ManifestHash), $"{hash}  {IndexFiles.Manifest}\n");
    }

    /// <exception cref="IndexFormatException">The manifest is missing, damaged, of another format, or does not fit its files'
    /// sizes.</exception>
    public static IndexManifest Read(string folder) => Read(folder, present: null);

    /// <exception cref="IndexFormatException">The manifest is missing, damaged, of another format, or does not fit the named files'
    /// sizes.</exception>
    public static IndexManifest Read(string folder, IReadOnlyList<string>? present)
    {
        string path = Path.Combine(folder, IndexFiles.Manifest);
        byte[] json = ReadSmall(path);
        string expected = System.Text.Encoding.UTF8.GetString(ReadSmall(Path.Combine(folder, IndexFiles.ManifestHash)));
        if (expected != $"{Sha256Hex.Of(json)}  {IndexFiles.Manifest}\n")
        {
            throw Damaged(path, $"its SHA-256 is not the one in '{IndexFiles.ManifestHash}'");
        }

        IndexManifest manifest;
        try
        {
            manifest = ManifestJson.Read(json);
        }
        catch (JsonException wrong)
        {
            throw Damaged(path, wrong.LineNumber is null ? wrong.Message : JsonFault.Describe(wrong), wrong);
        }

        Check(path, manifest);
        CheckSizes(folder, manifest, present ?? manifest.Files.Keys);
        return manifest;
    }

    public static IndexFormatException Damaged(string path, string what, Exception? cause = null) =>
        new($"{path} is damaged: {what}. Build the index again.", cause);

    private static IndexFormatException Missing(string path) => new($"{path} is missing. Build the index again.");

    private static void Check(string path, IndexManifest manifest)
    {
        if (manifest.Format != IndexFiles.Format)
        {
            throw new IndexFormatException(
                $"{path} has format {manifest.Format}, this program reads format {IndexFiles.Format}. Build the index again.");
        }

        if (manifest.Version != Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            throw Damaged(path, $"it belongs to version '{manifest.Version}'");
        }

        if (!VectorForms.TryParse(manifest.VectorForm, out VectorForm form))
        {
            throw Damaged(path, $"vector form '{manifest.VectorForm}' is none of fp32, fp16, int8");
        }

        if (manifest.Dimension is < 1 or > VectorRows.LargestDimension)
        {
            throw Damaged(path, $"its vectors have {manifest.Dimension} dimensions, 1 to {VectorRows.LargestDimension} expected");
        }

        if (!manifest.Files.Keys.Where(name => name != IndexFiles.Codes).Order(StringComparer.Ordinal)
            .SequenceEqual(IndexFiles.Listed.Order(StringComparer.Ordinal)))
        {
            throw Damaged(path, $"it lists the files {string.Join(", ", manifest.Files.Keys)}, not {string.Join(", ", IndexFiles.Listed)}");
        }

        foreach ((string name, IndexFile file) in manifest.Files)
        {
            if (file.Blocks?.Fits(file.Bytes) == false)
            {
                throw Damaged(path, $"the checksums of the blocks of {name} do not fit its {file.Bytes} bytes");
            }
        }

        if (manifest.Files[IndexFiles.Keys].Bytes != manifest.Vectors * PromptKey.Bytes)
        {
            throw Damaged(path, $"{manifest.Vectors} keys take {manifest.Vectors * PromptKey.Bytes} bytes, "
                + $"not {manifest.Files[IndexFiles.Keys].Bytes}");
        }

        long size = MappedVectors.SizeOf(form, manifest.Dimension, manifest.Vectors);
        if (manifest.Files[IndexFiles.Vectors].Bytes != size)
        {
            throw Damaged(path, $"{manifest.Vectors} vectors take {size} bytes, not {manifest.Files[IndexFiles.Vectors].Bytes}");
        }

        size = MappedCodes.SizeOf(manifest.Dimension, manifest.Vectors);
        if (manifest.Files.TryGetValue(IndexFiles.Codes, out IndexFile? codes) && codes.Bytes != size)
        {
            throw Damaged(path, $"{manifest.Vectors} codes take {size} bytes, not {codes.Bytes}");
        }
    }

    private static void CheckSizes(string folder, IndexManifest manifest, IEnumerable<string> present)
    {
        foreach (string name in present)
        {
            string path = Path.Combine(folder, name);
            long bytes = FileContent.LengthOf(path) ?? throw Missing(path);
            if (bytes != manifest.Files[name].Bytes)
            {
                throw Damaged(path, $"it has {bytes} bytes, the manifest says {manifest.Files[name].Bytes}");
            }
        }
    }

    private static byte[] ReadSmall(string path)
    {
        long bytes = FileContent.LengthOf(path) ?? throw Missing(path);
        return FileContent.ReadAtMost(path, LargestSize) ?? throw Damaged(path, $"it has {bytes} bytes, at most {LargestSize} expected");
    }

}
