using System.Text;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Converts a file's text to UTF-8 and refuses binary files.</summary>
internal static class TextEncodings
{
    private const int FirstBytes = 16; // enough to detect UTF-16: a bracket, or the names of the first columns
    private const int LeastBinary = 512; // the smallest file judged as a whole; in a smaller one each row is
    private const double MostControl = 0.05; // share of control characters in a text

    // First bytes of binary files. Supported archives and office files were detected before.
    private static readonly (byte[] Mark, string Is)[] Binaries =
    [
        ([0x37, 0x7a, 0xbc, 0xaf], "a 7-Zip archive; unpack it"), ("Rar!"u8.ToArray(), "a RAR archive; unpack it"),
        ("BZh"u8.ToArray(), "packed by bzip2; unpack it"),
        ([0x28, 0xb5, 0x2f, 0xfd], "packed by zstd; unpack it"), ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "packed by xz; unpack it"),
        ("%PDF"u8.ToArray(), "a PDF; export its table as CSV"),
        ([0x89, 0x50, 0x4e, 0x47], "a picture"), ([0xff, 0xd8, 0xff], "a picture"),
        ("SQLite format"u8.ToArray(), "a database; export its table as CSV"),
    ];

    /// <summary>The text of a file as UTF-8, without a byte-order mark.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="stated">The encoding to use without a byte-order mark; null to detect it from the bytes.</param>
    /// <param name="notes">Receives a note about a guess.</param>
    /// <param name="file">The file's name in messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidDataException">The file is binary.</exception>
    public static async ValueTask<PeekStream> OpenAsync(
        PeekStream bytes, System.Text.Encoding? stated, ReaderNotes notes, string file, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> head = await bytes.PeekAsync(16, cancellationToken).ConfigureAwait(false);
        (System.Text.Encoding? encoding, int skip) = head.Span switch
        {
            [0xef, 0xbb, 0xbf, ..] => (null, 3),
            [0xff, 0xfe, 0, 0, ..] => (System.Text.Encoding.UTF32, 4),
            [0xff, 0xfe, ..] => (System.Text.Encoding.Unicode, 2),
            [0xfe, 0xff, ..] => (System.Text.Encoding.BigEndianUnicode, 2),
            _ => (stated, 0),
        };
        if (skip == 0 && stated is null)
        {
            encoding = Guess(head.Span, file);
            if (encoding is not null)
            {
                notes.Say($"has no byte-order mark and is read as {encoding.WebName}, judging by its zero bytes. "
                    + $"Name its encoding if that is wrong.");
            }
        }

        bytes.Skip(skip);
        return encoding is null or UTF8Encoding
            ? bytes
            : new PeekStream(System.Text.Encoding.CreateTranscodingStream(bytes, encoding, new UTF8Encoding(false)));
    }

    private static System.Text.Encoding? Guess(ReadOnlySpan<byte> head, string file)
    {
        foreach ((byte[] mark, string name) in Binaries)
        {
            if (head.StartsWith(mark))
            {
                throw new InvalidDataException($"{file}: the file is {name}. Listings are read from CSV, JSON, XML, Excel and Parquet.");
            }
        }

        // In UTF-16 one byte of a Latin letter is zero, and the other is not.
        int even = 0, odd = 0;
        ReadOnlySpan<byte> first = head[..Math.Min(head.Length, FirstBytes)];
        for (int i = 0; i < first.Length; i++)
        {
            even += first[i] == 0 && i % 2 == 0 ? 1 : 0;
            odd += first[i] == 0 && i % 2 == 1 ? 1 : 0;
        }

        if (Math.Max(even, odd) * 4 > first.Length && Math.Min(even, odd) == 0)
        {
            return odd > 0 ? System.Text.Encoding.Unicode : System.Text.Encoding.BigEndianUnicode;
        }

        int control = 0;
        foreach (byte value in head)
        {
            control += value is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r') ? 1 : 0;
        }

        return head.Length < LeastBinary || control <= MostControl * head.Length ? null
            : throw new InvalidDataException($"{file}: the file is not text. Listings are read from CSV, JSON, XML, Excel and Parquet; "
                + $"name the encoding of a text file.");
    }
}
