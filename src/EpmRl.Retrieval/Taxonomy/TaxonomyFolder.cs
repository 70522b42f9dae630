using System.IO.Hashing;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A plain taxonomy folder as a source: the content of its files is published, and its version is their hash.</summary>
/// <remarks>Not for concurrent callers.</remarks>
/// <param name="folder">The taxonomy's folder.</param>
internal sealed class TaxonomyFolder(string folder) : ITaxonomySource
{
    private ProductTaxonomy? last;
    private ulong lastStamp;

    /// <inheritdoc/>
    public string Name => folder;

    /// <inheritdoc/>
    /// <exception cref="TaxonomyFormatException">The folder cannot be read.</exception>
    public async ValueTask<string> VersionAsync(CancellationToken cancellationToken = default) =>
        (await LoadAsync(cancellationToken).ConfigureAwait(false)).Version;

    /// <inheritdoc/>
    /// <remarks>Files are read again only when the name, the size or the time of one has changed.</remarks>
    public ValueTask<ProductTaxonomy> LoadAsync(CancellationToken cancellationToken = default)
    {
        ulong stamp = Stamp(); // before reading, so that a change meanwhile gives a different stamp next time
        if (last is null || stamp != lastStamp)
        {
            last = TaxonomyReader.Load(folder, cancellationToken);
            lastStamp = stamp;
        }

        return ValueTask.FromResult(last);
    }

    private ulong Stamp()
    {
        var hash = new XxHash3();
        foreach (string place in PackSet.FoldersFor(folder).Prepend(folder).Where(Directory.Exists))
        {
            foreach (FileInfo file in new DirectoryInfo(place).EnumerateFiles("*.yaml", SearchOption.AllDirectories)
                .OrderBy(file => file.FullName, StringComparer.Ordinal))
            {
                FileInfo content = FileContent.Target(file);
                hash.Append(System.Text.Encoding.UTF8.GetBytes(
                    $"{file.FullName}\n{content.FullName}\n{content.Length}\n{content.LastWriteTimeUtc.Ticks}\n"));
            }
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
