using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// A table with a row for each value of each attribute of each listing, as Parquet or CSV: the columns are those of <see
/// cref="TagTableWriter"/>.
/// </summary>
internal sealed class LongTagFile : ITagFile
{
    private readonly OutputInTheMaking output;
    private readonly TagTableWriter? parquet;
    private readonly CsvTableWriter? csv;

    private LongTagFile(OutputInTheMaking output, TagTableWriter? parquet, CsvTableWriter? csv) =>
        (this.output, this.parquet, this.csv) = (output, parquet, csv);

    /// <summary>Opens the file.</summary>
    public static async Task<LongTagFile> CreateAsync(
        string path, TableFormat format, bool forSpreadsheets, CancellationToken cancellationToken)
    {
        var output = new OutputInTheMaking(path);
        try
        {
            return format == TableFormat.Parquet
                ? new LongTagFile(output, await TagTableWriter.CreateAsync(output.Stream, cancellationToken).ConfigureAwait(false), null)
                : new LongTagFile(
                    output,
                    null,
                    new CsvTableWriter(
                        output.Stream, format == TableFormat.Tsv ? '\t' : ',', forSpreadsheets, TagTableWriter.CellColumns));
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(ProductProfile profile, TagResult result, CancellationToken cancellationToken = default)
    {
        if (parquet is not null)
        {
            await parquet.WriteAsync(result, profile, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (IReadOnlyList<TableCell> row in TagTableWriter.CellsOf(result, profile))
        {
            await csv!.AddAsync(row, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken = default)
    {
        await (parquet?.CompleteAsync(cancellationToken) ?? csv!.CompleteAsync(cancellationToken)).ConfigureAwait(false);
        await output.CommitAsync(cancellationToken).ConfigureAwait(false);
        return [];
    }

    /// <summary>
    /// Removes the temporary file unless it was committed. The writers are not disposed, since that would write the file's end.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        output.Dispose();
        return ValueTask.CompletedTask;
    }
}
