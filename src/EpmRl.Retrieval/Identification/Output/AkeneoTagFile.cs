using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// A product import file for Akeneo, separated by semicolons: a row for each listing, with its identifier and a column for each attribute,
/// two for a measurement.
/// </summary>
/// <remarks>
/// An empty cell would clear the attribute, so an attribute without a result keeps the value of the feed's row. Listings without any result
/// have no row.
/// </remarks>
internal sealed class AkeneoTagFile : ITagFile
{
    private const string Identifier =
        "identifier", KeptText = "kept ", KeptUnit = "kept unit ", FoundText = "found ", FoundUnit = "found unit ";

    private readonly TagFileOptions options;
    private readonly ProductTaxonomy taxonomy;
    private readonly AkeneoCodes codes;
    private readonly Dictionary<string, AkeneoValues> values;
    private readonly Dictionary<string, string> kept = new(StringComparer.Ordinal); // column of the feed → spooled column
    private readonly AnswerSelection selection;
    private readonly LeftOut leftOut = new();
    private readonly SpooledTable table;

    /// <summary>Opens the file.</summary>
    /// <exception cref="ArgumentException">An attribute or a value cannot be converted into a code.</exception>
    public AkeneoTagFile(string path, TagFileOptions options, ProductTaxonomy taxonomy)
    {
        (this.options, this.taxonomy) = (options, taxonomy);
        codes = new AkeneoCodes(taxonomy, options);
        var units = new AkeneoUnits(taxonomy.Units);
        values = taxonomy.Attributes.ToDictionary(
            attribute => attribute.Id, attribute => new AkeneoValues(attribute, units), StringComparer.Ordinal);
        foreach (AttributeDefinition attribute in taxonomy.Attributes.Where(attribute => !AkeneoCodes.IsReserved(attribute)))
        {
            kept.TryAdd(codes.ColumnOf(attribute.Id), KeptText + attribute.Id);
            kept.TryAdd(codes.UnitColumnOf(attribute.Id), KeptUnit + attribute.Id);
        }

        selection = new AnswerSelection(options);
        table = new SpooledTable(path);
    }

    /// <inheritdoc/>
    public Task WriteAsync(ProductProfile profile, TagResult result, CancellationToken cancellationToken = default)
    {
        var cells = new List<(string, TableCell)>();
        foreach (AttributeAnswer answer in result.Attributes)
        {
            IReadOnlyList<ValueAnswer> found = selection.Of(answer);
            if (found.Count == 0 || !taxonomy.TryFindAttribute(answer.AttributeId, out AttributeDefinition? attribute))
            {
                continue;
            }

            if (AkeneoCodes.IsReserved(attribute))
            {
                leftOut.Add("values of attributes whose code is a column of Akeneo's own", $"{result.ListingId}, {attribute.Id}");
                continue;
            }

            (string? text, string? unit, string reason) = values[attribute.Id].CellOf(found);
            if (text is null)
            {
                leftOut.Add(reason, $"{result.ListingId}, {attribute.Id}");
                continue;
            }

            cells.Add((FoundText + attribute.Id, new TableCell(text)));
            cells.Add((FoundUnit + attribute.Id, new TableCell(unit)));
        }

        if (cells.Count > 0)
        {
            table.Add([(Identifier, new TableCell(result.ListingId)), .. KeptOf(profile), .. cells]);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken = default)
    {
        HashSet<string> found = [.. table.Columns];
        List<(TagColumn, string[])> columns = [(new TagColumn(options.Identifier), [Identifier])];
        foreach (string id in taxonomy.Attributes.Select(attribute => attribute.Id).Where(id => found.Contains(FoundText + id)))
        {
            columns.Add((new TagColumn(codes.ColumnOf(id)), [KeptText + id, FoundText + id]));
            if (found.Contains(FoundUnit + id))
            {
                columns.Add((new TagColumn(codes.UnitColumnOf(id)), [KeptUnit + id, FoundUnit + id]));
            }
        }

        await table.WriteAsync(TableFormat.Csv, columns, ';', forSpreadsheets: false, cancellationToken).ConfigureAwait(false);
        return leftOut.Describe();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        table.Dispose();
        return ValueTask.CompletedTask;
    }

    private IEnumerable<(string, TableCell)> KeptOf(ProductProfile profile)
    {
        foreach ((string column, JsonElement value) in profile.Extra)
        {
            if (kept.TryGetValue(column, out string? key) && JsonTexts.TextOf(value, ",") is { Length: > 0 } text)
            {
                yield return (key, new TableCell(text));
            }
        }
    }
}
