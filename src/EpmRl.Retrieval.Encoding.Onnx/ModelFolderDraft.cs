using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>A model folder under construction: filled next to its target and put in place in one step when complete.</summary>
internal sealed class ModelFolderDraft : IDisposable
{
    /// <summary>Files with a model's terms of use; they are copied with it.</summary>
    public static readonly IReadOnlyList<string> Notices = ["LICENSE", "LICENSE.txt", "NOTICE", "NOTICE.txt"];

    private readonly string goal;
    private readonly TemporaryFolder draft;

    /// <summary>Makes an empty draft.</summary>
    /// <param name="target">The model folder to make; must not exist or be empty.</param>
    /// <exception cref="IOException">The target exists, or cannot be written.</exception>
    public ModelFolderDraft(string target)
    {
        goal = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        if (File.Exists(goal) || (Directory.Exists(goal) && Directory.EnumerateFileSystemEntries(goal).Any()))
        {
            throw new IOException($"'{target}' exists already. Remove it, or choose another folder.");
        }

        string parent = Path.GetDirectoryName(goal) ?? goal;
        Directory.CreateDirectory(parent);
        draft = TemporaryFolder.Beside(goal);
    }

    /// <summary>Where to put the files.</summary>
    public string Folder => draft.Path;

    /// <summary>The target's name.</summary>
    public string Name => Path.GetFileName(goal);

    /// <summary>A file's path in the draft.</summary>
    public string this[string file] => Path.Combine(Folder, file);

    /// <summary>Copies a file's content, so that a read-only source does not make a read-only model.</summary>
    public void Copy(string folder, string file)
    {
        using FileStream from = File.OpenRead(Path.Combine(folder, file));
        using FileStream to = File.Create(this[file]);
        from.CopyTo(to);
    }

    /// <summary>Copies the <see cref="Notices"/> that a folder has.</summary>
    public void CopyNotices(string folder)
    {
        foreach (string file in Notices.Where(file => File.Exists(Path.Combine(folder, file))))
        {
            Copy(folder, file);
        }
    }

    /// <summary>Hashes the files, lets the model write its golden vectors, adds manifest and card, and puts the folder in place.</summary>
    /// <param name="manifest">The manifest without its hashes.</param>
    /// <param name="files">The files of the draft that the model is read from.</param>
    /// <param name="card">The card, once the manifest is known.</param>
    /// <param name="cancellationToken">Checked between steps; on cancellation nothing is left behind.</param>
    /// <returns>The manifest written.</returns>
    /// <exception cref="ModelFormatException">The files are damaged or contradict each other.</exception>
    public async Task<EncoderManifest> CompleteAsync(
        EncoderManifest manifest, IReadOnlyList<string> files, Func<EncoderManifest, string> card, CancellationToken cancellationToken)
    {
        manifest = manifest with { Files = Hashes(files) };
        manifest.Write(Folder);
        using (OnnxTextEncoder reference = OnnxTextEncoder.Load(
            Folder, new EncoderOptions { Precision = EncoderPrecision.Fp32, Device = EncoderDevice.Cpu }))
        {
            await GoldenVectors.WriteAsync(reference, this[ModelFiles.Golden], cancellationToken).ConfigureAwait(false);
        }

        manifest = manifest with { Files = Hashes([.. files, ModelFiles.Golden]) };
        manifest.Write(Folder);
        await File.WriteAllTextAsync(this["README.md"], card(manifest), cancellationToken).ConfigureAwait(false);
        Publish();
        return manifest;
    }

    /// <summary>Makes the files durable and puts the folder in place.</summary>
    public void Publish()
    {
        foreach (string file in Directory.GetFiles(Folder))
        {
            using FileStream stream = File.Open(file, FileMode.Open, FileAccess.ReadWrite);
            stream.Flush(flushToDisk: true);
        }

        if (Directory.Exists(goal))
        {
            Directory.Delete(goal); // empty, as checked
        }

        DurableFiles.FlushFolder(Folder);
        draft.MoveTo(goal);
    }

    /// <summary>Removes the draft if it was not put in place.</summary>
    public void Dispose() => draft.Dispose();

    private SortedDictionary<string, string> Hashes(IEnumerable<string> files)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in files)
        {
            hashes.Add(file, Sha256Hex.OfFile(this[file]));
        }

        return hashes;
    }
}
