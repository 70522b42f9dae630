using EpmRl.Retrieval.Catalog;
using Parquet;
using Parquet.Schema;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Writes results as a Parquet table for databases and data frames: a row for each value of each attribute of each listing, with the names
/// of <see cref="TagResultJson"/>. The names and types never change; columns may be added at the end.
/// </summary>
/// <remarks>
/// An attribute without a value has one row, whose value columns are null; so has a listing whose category is not known, with the attribute
/// columns null too. Scores are rounded to six decimals, as in JSON. Rows are kept until they fill a row group. Not safe for concurrent
/// use.
/// </remarks>
internal sealed class TagTableWriter : IAsyncDisposable
{
    private const int GroupRows = 1 << 16;
    private const int Decimals = 6;

    private static readonly Column[] Columns =
    [
        Text("listing_id", row => row.Result.ListingId, nullable: false),
        Text("category", row => row.Result.Category.Predicted ? row.Result.Category.Path : row.Profile.Category),
        Text("category_id", row => row.Result.Category.Id),
        Flag("category_predicted", row => row.Result.Category.Predicted),
        Text("attribute_id", row => row.Answer?.AttributeId),
        Text("attribute", row => row.Answer?.Attribute),
        Text("status", row => row.Answer is { } answer ? TagResultJson.NameOf(answer.Status) : null),
        Number<int>("value_rank", row => row.Value is null ? null : row.Rank),
        Text("value_id", row => row.Value?.Id),
        Text("value_label", row => row.Value?.Label),
        Number<bool>("value_open", row => row.Value?.Open),
        Number<double>("score", row => Rounded(row.Value?.Score)),
        Number<double>("probability", row => Rounded(row.Value?.Probability)),
        Number<double>("threshold", row => Rounded(row.Value?.Threshold)),
        Number<double>("margin", row => Rounded(row.Value?.Margin)),
        Places("evidence", row => row.Value?.Evidence ?? []),
        Text("reason", row => row.Answer?.Reason),
        Flag("truncated", row => row.Result.Truncated),
        Text("taxonomy_version", row => row.Result.TaxonomyVersion, nullable: false),
        Text("space", row => row.Result.Space, nullable: false),
        Number<double>("quantity_number", row => row.Value?.Quantity?.Number),
        Number<double>("quantity_min", row => row.Value?.Quantity?.Min),
        Number<double>("quantity_max", row => row.Value?.Quantity?.Max),
        Text("quantity_unit", row => row.Value?.Quantity?.Unit),
        Number<double>("category_probability",
            row => row.Result.Category is { Predicted: true, Candidates: [var best, ..] } ? Rounded(best.Probability) : null),
        Number<long>("row", row => row.Profile.Row),
        Text("group", row => row.Profile.GroupId),
        Text("options", row => row.Profile.Options.Count == 0 ? null : row.Profile.OptionText),
        Text("column", row => row.Value?.Evidence.FirstOrDefault(place => place.Column is not null)?.Column),
        Texts("conflict", row => row.Answer is { Conflict.Count: > 0 } answer ? [.. answer.Conflict.Select(value => value.Label)] : []),
    ];

    private static readonly ParquetSchema Schema = new([.. Columns.Select(column => column.Field)]);

    private readonly List<Row> rows = [];
    private readonly ParquetWriter writer;

    private TagTableWriter(ParquetWriter writer) => this.writer = writer;

    /// <summary>Opens a table.</summary>
    /// <param name="output">Receives the bytes; stays open.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<TagTableWriter> CreateAsync(Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        return new TagTableWriter(
            await ParquetWriter.CreateAsync(Schema, output, cancellationToken: cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Adds the rows of a listing.</summary>
    /// <param name="result">The result.</param>
    /// <param name="profile">The listing of the result.</param>
    /// <param name="cancellationToken">Cancels writing a full row group.</param>
    public async Task WriteAsync(TagResult result, ProductProfile profile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(profile);
        rows.AddRange(RowsOf(result, profile));
        if (rows.Count >= GroupRows)
        {
            await WriteGroupAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the remaining rows and ends the table. Without it, the output is not a valid Parquet file.</summary>
    /// <param name="cancellationToken">Cancels writing the last row group.</param>
    public async Task CompleteAsync(CancellationToken cancellationToken = default)
    {
        if (rows.Count > 0)
        {
            await WriteGroupAsync(cancellationToken).ConfigureAwait(false);
        }

        await writer.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();

    /// <summary>The columns of the same table as CSV, with the first evidence span in place of the evidence list.</summary>
    internal static IReadOnlyList<TagColumn> CellColumns { get; } =
        [.. Columns.SelectMany(column => column.Cells).Select(cell => new TagColumn(cell.Name))];

    /// <summary>The rows of a listing as cells of <see cref="CellColumns"/>.</summary>
    internal static IEnumerable<IReadOnlyList<TableCell>> CellsOf(TagResult result, ProductProfile profile) =>
        RowsOf(result, profile)
            .Select(row => (IReadOnlyList<TableCell>)[.. Columns.SelectMany(column => column.Cells).Select(cell => cell.Get(row))]);

    private static IEnumerable<Row> RowsOf(TagResult result, ProductProfile profile)
    {
        if (result.Attributes.Count == 0)
        {
            yield return new Row(result, profile, null, null, 0);
        }

        foreach (AttributeAnswer answer in result.Attributes)
        {
            if (answer.Values.Count == 0)
            {
                yield return new Row(result, profile, answer, null, 0);
            }

            for (int i = 0; i < answer.Values.Count; i++)
            {
                yield return new Row(result, profile, answer, answer.Values[i], i + 1);
            }
        }
    }

    private async Task WriteGroupAsync(CancellationToken cancellationToken)
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        foreach (Column column in Columns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await column.WriteAsync(group, rows).ConfigureAwait(false);
        }

        rows.Clear();
    }

    private static Column Text(string name, Func<Row, string?> get, bool nullable = true)
    {
        var field = new DataField<string>(name, nullable);
        return new Column(
            field, (group, rows) => group.WriteAsync(field, rows.Select(get).ToArray()!), [(name, row => new TableCell(get(row)))]);
    }

    private static Column Flag(string name, Func<Row, bool> get)
    {
        var field = new DataField<bool>(name);
        return new Column(
            field, (group, rows) => group.WriteAsync<bool>(field, rows.Select(get).ToArray()), [(name, row => TableCell.Of(get(row)))]);
    }

    private static Column Number<T>(string name, Func<Row, T?> get)
        where T : struct
    {
        var field = new DataField<T>(name, nullable: true);
        return new Column(
            field, (group, rows) => group.WriteAsync<T>(field, rows.Select(get).ToArray()),
            [(name, row => TableCell.Of((object?)get(row)))]);
    }

    // A list of structs; each of its fields is a column of its own with the same levels.
    private static Column Places(string name, Func<Row, IReadOnlyList<Evidence>> get)
    {
        var field = new DataField<string>("field", false);
        var start = new DataField<int>("start");
        var end = new DataField<int>("end");
        var text = new DataField<string>("text", false);
        return new Column(
            new ListField(name, new StructField("element", field, start, end, text)),
            async (group, rows) =>
            {
                IReadOnlyList<Evidence>[] lists = [.. rows.Select(get)];
                Evidence[] all = [.. lists.SelectMany(list => list)];
                (int[] definitions, int[] repetitions) = Levels(lists, field);
                await WriteAsync(field, place => TagResultJson.NameOf(place.Field).AsMemory()).ConfigureAwait(false);
                await WriteAsync(start, place => place.Start).ConfigureAwait(false);
                await WriteAsync(end, place => place.End).ConfigureAwait(false);
                await WriteAsync(text, place => place.Text.AsMemory()).ConfigureAwait(false);

                Task WriteAsync<T>(DataField part, Func<Evidence, T> value)
                    where T : struct => group.WriteAllPartsAsync<T>(part, all.Select(value).ToArray(), definitions, repetitions, default);
            },
            [
                ($"{name}_{field.Name}", row => new TableCell(get(row) is [var first, ..] ? TagResultJson.NameOf(first.Field) : null)),
                ($"{name}_{start.Name}", row => TableCell.Of(get(row) is [var first, ..] ? (long?)first.Start : null)),
                ($"{name}_{end.Name}", row => TableCell.Of(get(row) is [var first, ..] ? (long?)first.End : null)),
                ($"{name}_{text.Name}", row => new TableCell(get(row) is [var first, ..] ? first.Text : null)),
            ]);
    }

    private static Column Texts(string name, Func<Row, IReadOnlyList<string>> get)
    {
        var field = new DataField<string>("element", false);
        return new Column(
            new ListField(name, field),
            async (group, rows) =>
            {
                IReadOnlyList<string>[] lists = [.. rows.Select(get)];
                (int[] definitions, int[] repetitions) = Levels(lists, field);
                ReadOnlyMemory<char>[] all = [.. lists.SelectMany(list => list).Select(text => text.AsMemory())];
                await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(field, all, definitions, repetitions, default).ConfigureAwait(false);
            },
            [(name, row => get(row) is { Count: > 0 } texts ? new TableCell(string.Join("; ", texts)) : default)]);
    }

    private static (int[] Definitions, int[] Repetitions) Levels<T>(IReadOnlyList<T>[] lists, DataField field) =>
        ([.. lists.SelectMany(list => list.Count == 0 ? [1] : Enumerable.Repeat(field.MaxDefinitionLevel, list.Count))],
            [.. lists.SelectMany(list => Enumerable.Range(0, Math.Max(1, list.Count)).Select(i => Math.Min(i, 1)))]);

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, Decimals) : null;

    private sealed record Row(TagResult Result, ProductProfile Profile, AttributeAnswer? Answer, ValueAnswer? Value, int Rank);

    private sealed record Column(
        Field Field, Func<ParquetRowGroupWriter, IReadOnlyList<Row>, Task> WriteAsync, (string Name, Func<Row, TableCell> Get)[] Cells);
}
