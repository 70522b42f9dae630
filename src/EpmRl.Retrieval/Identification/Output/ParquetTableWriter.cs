using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace EpmRl.Retrieval.Identification;

/// <summary>Writes a table of nullable texts and numbers as Parquet. Rows are kept until they fill a row group.</summary>
internal sealed class ParquetTableWriter : ITableWriter
{
    private const int GroupRows = 1 << 16;
    private const int GroupCells = 1 << 20;

    private readonly ParquetWriter writer;
    private readonly DataField[] fields;
    private readonly List<TableCell[]> rows = [];
    private readonly int groupRows;

    private ParquetTableWriter(ParquetWriter writer, DataField[] fields)
    {
        (this.writer, this.fields) = (writer, fields);
        groupRows = Math.Clamp(GroupCells / Math.Max(1, fields.Length), 1, GroupRows);
    }

    /// <summary>Opens the table.</summary>
    /// <param name="stream">Receives the bytes; stays open.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<ParquetTableWriter> CreateAsync(
        Stream stream, IReadOnlyList<TagColumn> columns, CancellationToken cancellationToken)
    {
        DataField[] fields =
        [
            .. columns.Select(column => column.IsNumber
                ? (DataField)new DataField<double>(column.Name, nullable: true)
                : new DataField<string>(column.Name, true)),
        ];
        return new ParquetTableWriter(
            await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, cancellationToken: cancellationToken).ConfigureAwait(false),
            fields);
    }

    /// <inheritdoc/>
    public async Task AddAsync(IReadOnlyList<TableCell> cells, CancellationToken cancellationToken)
    {
        rows.Add([.. cells]);
        if (rows.Count >= groupRows)
        {
            await WriteGroupAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (rows.Count > 0)
        {
            await WriteGroupAsync(cancellationToken).ConfigureAwait(false);
        }

        await writer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteGroupAsync(CancellationToken cancellationToken)
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        for (int i = 0; i < fields.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int column = i;
            await (fields[i].ClrType == typeof(double)
                ? group.WriteAsync<double>(
                    fields[i],
                    rows.Select(row => row[column].Text is { } number ? double.Parse(number, CultureInfo.InvariantCulture) : (double?)null)
                        .ToArray())
                : group.WriteAsync(fields[i], rows.Select(row => row[column].Text).ToArray()!)).ConfigureAwait(false);
        }

        rows.Clear();
    }
}
