using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>A table with a row for each listing and a column for each attribute that has a value anywhere, as CSV or Parquet.</summary>
internal sealed class WideTagFile(string path, TableFormat format, TagFileOptions options, ProductTaxonomy taxonomy) : ITagFile
{
    /// <summary>The separator of several values in a cell.</summary>
    public const string Separator = "; ";

    // Prefixes of the keys of spooled columns.
    private const string OfInput = "input ", OfListing = "listing ", OfAttribute = "value ", OfProbability = "probability ";

    private static readonly string[] ListingColumns = ["id", "row", "group", "options", "category", "category_id"];

    private readonly SpooledTable table = new(path);
    private readonly AnswerSelection selection = new(options);

    /// <inheritdoc/>
    public Task WriteAsync(ProductProfile profile, TagResult result, CancellationToken cancellationToken = default)
    {
        table.Add([.. Kept(profile), .. Listing(profile, result), .. result.Attributes.SelectMany(Answer)]);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken = default)
    {
        var names = new HeaderNames();
        var columns = new List<(TagColumn, string[])>();
        columns.AddRange(table.Columns.Where(key => key.StartsWith(OfInput, StringComparison.Ordinal))
            .Select(key => (new TagColumn(names.Take(key[OfInput.Length..])), (string[])[key])));
        columns.AddRange(ListingColumns.Select(name => (new TagColumn(names.Take(name, "tagged " + name)), (string[])[OfListing + name])));
        IEnumerable<string> used =
            table.Columns.Where(key => key.StartsWith(OfAttribute, StringComparison.Ordinal)).Select(key => key[OfAttribute.Length..]);
        foreach (WideColumns.Column column in new WideColumns(taxonomy).Of(used))
        {
            string name = names.Take(column.Name, column.Qualified);
            columns.Add((new TagColumn(name), [.. column.Attributes.Select(id => OfAttribute + id)]));
            if (options.Probabilities)
            {
                var probability = new TagColumn(names.Take(name + " probability"), IsNumber: true);
                columns.Add((probability, [.. column.Attributes.Select(id => OfProbability + id)]));
            }
        }

        await table.WriteAsync(format, columns, separator: null, forSpreadsheets: !options.Raw, cancellationToken).ConfigureAwait(false);
        return [];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        table.Dispose();
        return ValueTask.CompletedTask;
    }

    private IEnumerable<(string, TableCell)> Kept(ProductProfile profile) => options.KeepColumns && profile.Source is { } source
        ? source.EnumerateObject().Select(column => (OfInput + column.Name, CellOf(column.Value)))
        : [];

    private static IEnumerable<(string, TableCell)> Listing(ProductProfile profile, TagResult result)
    {
        CategoryAnswer category = result.Category;
        TableCell[] cells =
        [
            new(result.ListingId), TableCell.Of(profile.Row), new(profile.GroupId),
            new(profile.Options.Count == 0 ? null : profile.OptionText),
            new(category.Predicted || category.Assumed ? category.Path : profile.Category), new(category.Id),
        ];
        return ListingColumns.Zip(cells, (name, cell) => (OfListing + name, cell));
    }

    private IEnumerable<(string, TableCell)> Answer(AttributeAnswer answer)
    {
        IReadOnlyList<ValueAnswer> values = selection.Of(answer);
        if (values.Count == 0)
        {
            yield break;
        }

        yield return (OfAttribute + answer.AttributeId, new TableCell(string.Join(Separator, values.Select(value => value.Label))));
        if (options.Probabilities)
        {
            yield return (OfProbability + answer.AttributeId, TableCell.Of(AnswerSelection.ProbabilityOf(values)));
        }
    }

    // JSON arrays and objects are written as JSON.
    private static TableCell CellOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => default,
        JsonValueKind.String => new TableCell(value.GetString()),
        JsonValueKind.Array or JsonValueKind.Object => new TableCell(value.GetRawText()),
        _ => new TableCell(value.GetRawText(), IsText: false),
    };
}
