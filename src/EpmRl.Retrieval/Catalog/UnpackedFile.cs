using System.IO.Compression;

namespace EpmRl.Retrieval.Catalog;

/// <summary>A file inside gzip or zip, unpacked while it is read; any other file unchanged.</summary>
internal sealed class UnpackedFile : IDisposable
{
    private readonly IDisposable? archive;

    private UnpackedFile(PeekStream bytes, string name, string? packing, bool isWorkbook, IDisposable? archive) =>
        (Bytes, Name, Packing, IsWorkbook, this.archive) = (bytes, name, packing, isWorkbook, archive);

    /// <summary>The unpacked bytes.</summary>
    public PeekStream Bytes { get; }

    /// <summary>The name whose extension gives the format: that of the packed file.</summary>
    public string Name { get; }

    /// <summary>The packing, <c>gzip</c> or <c>zip</c>; null for none.</summary>
    public string? Packing { get; }

    /// <summary>Whether it is an Excel workbook, which is a zip archive or a compound file.</summary>
    public bool IsWorkbook { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="source">Its bytes; stays open.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidDataException">A damaged archive, or one that does not contain exactly one file of listings.</exception>
    public static async ValueTask<UnpackedFile> OpenAsync(Stream source, string name, CancellationToken cancellationToken)
    {
        var counted = new CountingStream(source);
        var bytes = new PeekStream(counted);
        ReadOnlyMemory<byte> head = await bytes.PeekAsync(8, cancellationToken).ConfigureAwait(false);
        switch (head.Span)
        {
            case [0x1f, 0x8b, ..]:
                var gzip = new BoundedUnpacking(new GZipStream(bytes, CompressionMode.Decompress), () => counted.Count, name);
                return new UnpackedFile(
                    new PeekStream(gzip),
                    name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name, "gzip", false, gzip);
            case [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..]:
                return new UnpackedFile(bytes, name, null, isWorkbook: true, null);
            case [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..]:
                return OpenZip(source, bytes, name);
            default:
                return new UnpackedFile(bytes, name, null, false, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => archive?.Dispose();

    private static UnpackedFile OpenZip(Stream source, PeekStream bytes, string name)
    {
        if (!source.CanSeek)
        {
            throw new InvalidDataException(
                $"{name}: a zip archive or workbook is read from its end, so not from a pipe. Save it and name the file.");
        }

        ZipArchive archive;
        try
        {
            archive = new ZipArchive(source, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{name}: the zip archive is damaged or truncated. Copy or write it again.", exception);
        }

        ZipArchiveEntry[] files = [.. archive.Entries.Where(entry => !IsForeign(entry.FullName))];
        if (files.Any(entry => entry.FullName.StartsWith("xl/workbook.", StringComparison.OrdinalIgnoreCase)))
        {
            archive.Dispose();
            return new UnpackedFile(bytes, name, null, isWorkbook: true, null);
        }

        if (files.Length != 1 || files[0].IsEncrypted)
        {
            string found = files.Length == 0 ? "no file" : files.Length == 1 ? "an encrypted file" : $"{files.Length:N0} files "
                + $"({string.Join(", ", files.Take(3).Select(entry => Shown(entry.FullName)))}{(files.Length > 3 ? ", …" : "")})";
            archive.Dispose();
            throw new InvalidDataException(
                $"{name}: the zip archive holds {found}; expected one file of listings. Unpack it and name the file to read.");
        }

        Stream unpacked;
        try
        {
            unpacked = files[0].Open();
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException)
        {
            archive.Dispose();
            throw new InvalidDataException($"{name}: '{Shown(files[0].FullName)}' in the zip archive is damaged or packed by a method that "
                + $"is not read. Unpack it and name the file.", exception);
        }

        return new UnpackedFile(
            new PeekStream(new BoundedUnpacking(unpacked, () => source.Position, name)), files[0].FullName, "zip", false, archive);
    }

    private static string Shown(string name) => new([.. name.Where(c => !char.IsControl(c)).Take(100)]);

    // Folders, and files that systems add to archives.
    private static bool IsForeign(string name) =>
        name.EndsWith('/') || name.EndsWith('\\') || name.StartsWith("__MACOSX/", StringComparison.Ordinal)
            || Path.GetFileName(name).StartsWith('.') || Path.GetFileName(name) == "Thumbs.db";
}
