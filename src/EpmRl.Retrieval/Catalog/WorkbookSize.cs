using System.IO.Compression;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Refuses workbooks that unpack to an implausible size, before a library holds parts of them in memory.</summary>
internal static class WorkbookSize
{
    private const long MostHeldBytes = 256L << 20; // of a part that is held as a whole: the shared texts
    private const int RowsAhead = 16; // longest row of a sheet, in rows of text

    /// <summary>Examines a workbook.</summary>
    /// <param name="source">Its bytes; from the beginning.</param>
    /// <param name="maxRowBytes">Longest row of text.</param>
    /// <param name="mostCompoundBytes">Largest file of the older format, which unpacks to no more than it has.</param>
    /// <param name="file">The file's name in messages.</param>
    /// <param name="cancellationToken">Checked between blocks.</param>
    /// <exception cref="InvalidDataException">It is too large, or damaged.</exception>
    public static void Check(Stream source, int maxRowBytes, long mostCompoundBytes, string file, CancellationToken cancellationToken)
    {
        source.Position = 0;
        if (source.ReadByte() != 'P')
        {
            if (source.Length > mostCompoundBytes)
            {
                throw new InvalidDataException($"{file}: the workbook has {source.Length:N0} bytes; in the older format at most "
                    + $"{mostCompoundBytes:N0} are read. Save it as .xlsx or .csv.");
            }

            return;
        }

        source.Position = 0;
        using var archive = new ZipArchive(source, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.GetEntry("xl/workbook.bin") is not null)
        {
            throw new InvalidDataException($"{file}: binary workbooks (.xlsb) are not read. Save it as .xlsx or .csv.");
        }

        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            bool isSheet = entry.FullName.StartsWith("xl/worksheets/", StringComparison.OrdinalIgnoreCase);
            if (entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
                || entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase))
            {
                using var part = new BoundedMarkup(
                    new BoundedUnpacking(entry.Open(), () => Math.Min(entry.CompressedLength, source.Length), file), maxRowBytes, file);
                Check(part, isSheet, (long)RowsAhead * maxRowBytes, file, cancellationToken);
            }
        }
    }

    private static void Check(Stream part, bool isSheet, long longestRow, string file, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        const int Overlap = 3; // a mark of four bytes may straddle two blocks
        int held = 0;
        long total = 0, sinceRow = 0;
        for (int read; (read = part.Read(buffer.AsSpan(held))) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            total += read;
            ReadOnlySpan<byte> block = buffer.AsSpan(0, held + read);
            int row = Math.Max(block.LastIndexOf("<row"u8), block.LastIndexOf(":row"u8));
            sinceRow = row < 0 ? sinceRow + read : block.Length - row;
            if (isSheet ? sinceRow > longestRow : total > MostHeldBytes)
            {
                throw new InvalidDataException(isSheet
                    ? string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"{file}: a row of a sheet is longer than {longestRow:N0} bytes. Shorten it.")
                    : string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"{file}: a part of the workbook unpacks to more than {MostHeldBytes:N0} bytes. "
                        + $"Save the sheet as .csv."));
            }

            held = Math.Min(Overlap, block.Length);
            block[^held..].CopyTo(buffer);
        }
    }
}
