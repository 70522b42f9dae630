using System.Diagnostics.CodeAnalysis;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The folder of an index: its versions, which of them readers see, and whether they are intact.</summary>
/// <remarks>A version never changes once it is published; <c>current</c> is a file of one line that names the one readers open.</remarks>
internal sealed class IndexFolder
{
    /// <summary>Opens a view of a folder, which need not exist yet.</summary>
    public IndexFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Name of the version that readers open; null when nothing was published yet.</summary>
    /// <exception cref="IndexFormatException">The file <c>current</c> is damaged.</exception>
    public string? CurrentVersion
    {
        get
        {
            string file = InFolder(IndexFiles.Current);
            if (!File.Exists(file))
            {
                return null;
            }

            string name = System.Text.Encoding.UTF8.GetString(FileContent.ReadAtMost(file, 200) ?? []).TrimEnd('\r', '\n');
            return IsVersionName(name)
                ? name
                : throw new IndexFormatException(
                    $"{file} is damaged: expected one line with the name of a version. Build the index again.");
        }
    }

    /// <summary>Every version, oldest first, damaged ones included.</summary>
    public IReadOnlyList<IndexVersion> Versions()
    {
        if (!Directory.Exists(Path))
        {
            return [];
        }

        string? current = CurrentOrNull();
        return [.. Directory.EnumerateDirectories(Path)
            .Select(folder => System.IO.Path.GetFileName(folder))
            .Where(IsVersionName)
            .Order(StringComparer.Ordinal)
            .Select(name => Look(name, name == current))];
    }

    /// <summary>Opens a version.</summary>
    /// <param name="version">Name of the version; null for the current one.</param>
    /// <exception cref="IndexFormatException">There is no such version, or it is damaged.</exception>
    public EmbeddedVectorIndex Open(string? version = null) =>
        version is null ? EmbeddedVectorIndex.Open(Path)
        : IsVersionName(version) && Directory.Exists(FolderOf(version)) ? EmbeddedVectorIndex.OpenVersion(FolderOf(version))
        : throw new IndexFormatException($"{Path} holds no version '{version}'.");

    /// <summary>Recomputes the checksums of a version and reads all of its files.</summary>
    /// <param name="version">Name of the version; null for the current one.</param>
    /// <param name="cancellationToken">Checked while a file is read.</param>
    /// <returns>Every problem, each naming its file; empty when the version is intact.</returns>
    /// <exception cref="IndexFormatException">There is no such version.</exception>
    public IReadOnlyList<string> Verify(string? version = null, CancellationToken cancellationToken = default)
    {
        string folder = FolderOf(version ?? CurrentVersion ?? throw Nothing());
        if (!Directory.Exists(folder))
        {
            throw version is null ? Astray(CurrentVersion) : new IndexFormatException($"{folder} is missing.");
        }

        var problems = new List<string>();
        try
        {
            IndexManifest manifest = ManifestFile.Read(folder);
            foreach (string name in manifest.Files.Keys)
            {
                string file = System.IO.Path.Combine(folder, name);
                if (Sha256Hex.OfFile(file, cancellationToken) != manifest.Files[name].Sha256)
                {
                    problems.Add($"{file} is damaged: its SHA-256 is not the one in the manifest. Build the index again.");
                }
            }

            if (problems.Count == 0)
            {
                using EmbeddedVectorIndex opened = EmbeddedVectorIndex.OpenVersion(folder);
                _ = opened.Taxonomy;
            }
        }
        catch (IndexFormatException damaged)
        {
            problems.Add(damaged.Message);
        }

        return problems;
    }

    internal static bool IsVersionName([NotNullWhen(true)] string? name) =>
        !string.IsNullOrEmpty(name) && name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    internal string InFolder(string name) => System.IO.Path.Combine(Path, name);

    internal string FolderOf(string version) => InFolder(version);

    internal IndexFormatException Nothing() =>
        new($"{Path} holds no index. Build one.");

    internal IndexFormatException Astray(string? version) => new(
        $"{InFolder(IndexFiles.Current)} is damaged: it names version '{version}', which is not there. "
            + "Build the index again, or roll back to a version.");

    // A damaged pointer names no version; opening reports it, listing and building work.
    internal string? CurrentOrNull()
    {
        try
        {
            return CurrentVersion;
        }
        catch (IndexFormatException)
        {
            return null;
        }
    }

    /// <summary>The versions with readable manifests: the current one, then the others, newest first.</summary>
    internal IReadOnlyList<IndexVersion> ReadableVersions() =>
        [.. Versions().Where(version => version.Manifest is not null).Reverse().OrderByDescending(version => version.IsCurrent)];

    /// <summary>Makes a version the one that readers open.</summary>
    internal void Publish(string version, FileSystem files) => files.Replace(InFolder(IndexFiles.Current), version + "\n");

    /// <summary>Removes old versions.</summary>
    /// <param name="keep">How many remain.</param>
    /// <param name="first">The version kept in preference to all but the current one: the rollback target; null for none.</param>
    /// <param name="files">Performs the changes.</param>
    /// <returns>Names of the removed versions.</returns>
    internal IReadOnlyList<string> RemoveVersions(int keep, string? first, FileSystem files)
    {
        string? current = CurrentOrNull();
        string[] others = [.. Versions().Select(version => version.Name).Where(name => name != current).OrderBy(name => name == first)];
        string[] old = others[..Math.Max(0, others.Length - keep + (current is null ? 0 : 1))];
        foreach (string name in old)
        {
            Remove(name, files);
        }

        return old;
    }

    /// <summary>Removes a version, if it is there.</summary>
    internal void Remove(string version, FileSystem files)
    {
        if (Directory.Exists(FolderOf(version)))
        {
            // Renamed first: a half-removed version must not look damaged.
            string doomed = InFolder(IndexFiles.BuildingPrefix + version);
            files.MoveFolder(FolderOf(version), doomed);
            files.DeleteFolder(doomed);
        }
    }

    /// <summary>Removes the incomplete folders of interrupted builds.</summary>
    internal void RemoveUnfinished(FileSystem files)
    {
        foreach (string folder in Directory.EnumerateDirectories(Path, IndexFiles.BuildingPrefix + "*"))
        {
            files.DeleteFolder(folder);
        }
    }

    private IndexVersion Look(string name, bool isCurrent)
    {
        try
        {
            return new IndexVersion(name, isCurrent, ManifestFile.Read(FolderOf(name)), null);
        }
        catch (IndexFormatException damaged)
        {
            return new IndexVersion(name, isCurrent, null, damaged.Message);
        }
    }
}

/// <summary>A version of an index.</summary>
/// <param name="Name">Its name: the build time and the beginning of its content hash.</param>
/// <param name="IsCurrent">Whether readers open it.</param>
/// <param name="Manifest">Its manifest; null when it cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
internal sealed record IndexVersion(string Name, bool IsCurrent, IndexManifest? Manifest, string? Problem);
