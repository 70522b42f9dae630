using System.Runtime.ExceptionServices;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Writes a taxonomy as a folder that <see cref="TaxonomyReader"/> reads back as the same taxonomy, with the same version.
/// </summary>
internal static class TaxonomyWriter
{
    private const int FlushesAtOnce = 32;

    /// <summary>
    /// Writes the complete folder: first under a temporary name, then by a rename. A failure leaves the old folder unchanged.
    /// </summary>
    /// <remarks>
    /// An old folder is exchanged for the new one in one step where the system can (Linux), so the name always has a complete taxonomy,
    /// also after a crash. Elsewhere these are two renames; a crash between them leaves the old folder next to it, as <c>.name.….old</c>.
    /// The next write of the same folder removes what a crash left half written (<c>.name.….tmp</c>).
    /// </remarks>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <param name="folder">Its folder; absent or empty, unless <paramref name="replace"/> is set.</param>
    /// <param name="replace">Whether an existing taxonomy is replaced. Any other folder with files in it never is.</param>
    /// <param name="cancellationToken">Checked between files.</param>
    /// <exception cref="IOException">The folder has files in it and may not be replaced, or writing failed.</exception>
    /// <exception cref="ArgumentException">
    /// A text of the taxonomy is not valid Unicode, or the id of a pack or attribute is not a file name.
    /// </exception>
    public static void Write(ProductTaxonomy taxonomy, string folder, bool replace = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        ThrowIfTaken(target, folder, replace);
        string parent = Path.GetDirectoryName(target) ?? throw new ArgumentException($"'{folder}' is a root, not a folder for a "
            + $"taxonomy.", nameof(folder));
        Directory.CreateDirectory(parent);
        using TemporaryFolder building = TemporaryFolder.Beside(target);
        WriteFiles(taxonomy, building.Path, [Path.Combine(parent, TaxonomySchema.PacksFolder), PackSet.ShippedFolder], cancellationToken);
        Publish(building, target);
        DurableFiles.FlushFolder(parent);
    }

    /// <summary>Throws when <see cref="Write"/> would refuse the folder; for callers with much work before they write.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="replace">As in <see cref="Write"/>.</param>
    /// <exception cref="IOException">The folder has files in it and may not be replaced.</exception>
    public static void ThrowIfTaken(string folder, bool replace)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ThrowIfTaken(Path.GetFullPath(folder), folder, replace);
    }

    private static void ThrowIfTaken(string target, string folder, bool replace)
    {
        if (File.Exists(target))
        {
            throw new IOException($"'{folder}' is a file. Name a folder for the taxonomy.");
        }

        if (!Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any())
        {
            return;
        }

        if (!TaxonomyReader.IsTaxonomy(target))
        {
            throw new IOException($"The folder '{folder}' has files in it and is not a taxonomy. Name another one, or empty it.");
        }

        if (!replace)
        {
            throw new IOException($"'{folder}' holds a taxonomy already. Name another folder, or have it replaced.");
        }

        string? foreign = Directory.EnumerateFileSystemEntries(target).Select(Path.GetFileName).FirstOrDefault(name =>
            name is not (TaxonomySchema.HeaderFile or TaxonomySchema.CategoriesFile
                or TaxonomySchema.AttributesFolder or TaxonomySchema.PacksFolder));
        if (foreign is not null)
        {
            throw new IOException($"'{folder}' holds '{foreign}', which is not part of a taxonomy and would be lost. Move it away first.");
        }
    }

    private static void WriteFiles(
        ProductTaxonomy taxonomy, string folder, IReadOnlyList<string> packFolders, CancellationToken cancellationToken)
    {
        // Ids become file names; one in another form could lead out of the folder.
        if (taxonomy.Packs.Select(pack => pack.Name).Concat(taxonomy.Attributes.Select(attribute => attribute.Id))
            .FirstOrDefault(id => !Ids.IsValid(id)) is { } wrong)
        {
            throw new ArgumentException($"The id '{wrong}' is not allowed. Ids are {Ids.Rule}.", nameof(taxonomy));
        }

        var files = new List<(string Path, Func<string> Text)>();
        IReadOnlyList<string> packs = AddPacks(taxonomy, packFolders, files);
        files.Add((TaxonomySchema.HeaderFile, () => TaxonomyText.Header(taxonomy, packs)));
        files.Add((TaxonomySchema.CategoriesFile, () => TaxonomyText.Categories(taxonomy)));
        files.AddRange(taxonomy.Attributes.Select(attribute => (
            Path.Combine(TaxonomySchema.AttributesFolder, attribute.Id + TaxonomySchema.Extension),
            (Func<string>)(() => TaxonomyText.Attribute(attribute)))));

        string attributes = Path.Combine(folder, TaxonomySchema.AttributesFolder);
        Directory.CreateDirectory(attributes);
        if (files.Any(file => file.Path.StartsWith(TaxonomySchema.PacksFolder, StringComparison.Ordinal)))
        {
            Directory.CreateDirectory(Path.Combine(folder, TaxonomySchema.PacksFolder));
        }

        // Flushing waits for the disk, file by file; several at once wait together.
        var options = new ParallelOptions { MaxDegreeOfParallelism = FlushesAtOnce, CancellationToken = cancellationToken };
        try
        {
            Parallel.ForEach(files, options, file =>
            {
                using var stream =
                    new FileStream(Path.Combine(folder, file.Path), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
                stream.Write(System.Text.Encoding.UTF8.GetBytes(file.Text()));
                stream.Flush(flushToDisk: true);
            });
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        DurableFiles.FlushFolder(attributes);
        DurableFiles.FlushFolder(folder);
    }

    // A pack that readers find outside the folder, with the same content, is only named; any other is written into the folder.
    private static List<string> AddPacks(
        ProductTaxonomy taxonomy, IReadOnlyList<string> packFolders, List<(string Path, Func<string> Text)> files)
    {
        var names = new TakenIds(taxonomy.Packs.Select(pack => pack.Name));
        var listed = new List<string>();
        if (taxonomy.Units.Units.Count > 0)
        {
            string name = names.Unique("units");
            Add(name, TaxonomyText.Pack(name, taxonomy.Units));
        }

        if (taxonomy.NumberWords.Values.Count > 0)
        {
            string name = names.Unique("numbers");
            Add(name, TaxonomyText.Pack(name, taxonomy.NumberWords));
        }

        foreach (ValuePack pack in taxonomy.Packs)
        {
            Add(pack.Name, TaxonomyText.Pack(pack));
        }

        return listed;

        void Add(string name, string text)
        {
            listed.Add(name);
            if (text != OutsideText(name, packFolders))
            {
                files.Add((Path.Combine(TaxonomySchema.PacksFolder, name + TaxonomySchema.Extension), () => text));
            }
        }
    }

    private static string? OutsideText(string name, IReadOnlyList<string> packFolders)
    {
        if (PackSet.Find(name, packFolders) is not string file)
        {
            return null;
        }

        var log = new ProblemLog();
        object? pack = PackReader.Read(file, name, log);
        return log.HasErrors ? null : pack switch
        {
            ValuePack values => TaxonomyText.Pack(values),
            UnitPack units => TaxonomyText.Pack(name, units),
            NumberWords words => TaxonomyText.Pack(name, words),
            _ => null,
        };
    }

    private static void Publish(TemporaryFolder building, string target)
    {
        if (!Directory.Exists(target))
        {
            building.MoveTo(target);
            return;
        }

        if (building.TryExchange(target))
        {
            return; // the replaced folder is now at the temporary name, and is removed with it
        }

        string old = Path.ChangeExtension(building.Path, ".old"); // no sweep removes it: a crash leaves the reader's folder under this name
        Directory.Move(target, old);
        try
        {
            building.MoveTo(target);
        }
        catch
        {
            Directory.Move(old, target); // restore the reader's folder
            throw;
        }

        Directory.Delete(old, recursive: true);
    }
}
