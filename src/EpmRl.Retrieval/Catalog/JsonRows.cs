namespace EpmRl.Retrieval.Catalog;

/// <summary>Reads listings from JSON Lines: one object per line, empty lines skipped.</summary>
internal sealed class JsonRows(LineReader lines, RowErrors errors, JsonRowReader reader) : IRowSource
{
    /// <inheritdoc/>
    public async ValueTask<CatalogRow?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.TooLong)
            {
                return errors.TooLong(line);
            }

            if (line.Bytes.Span.ContainsAnyExcept(" \t\r"u8) && reader.Read(line.Number, line.Bytes.Span) is { } row)
            {
                return row;
            }
        }

        return null;
    }
}
