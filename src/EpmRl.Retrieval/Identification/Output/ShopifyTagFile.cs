using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// A product import file for Shopify: a row for each product (the rows of one handle), with its title and a product metafield for each
/// attribute in which all its variants agree.
/// </summary>
/// <remarks>
/// An import that overwrites products clears the field of an empty cell, so a metafield without a result keeps the feed's value. Products
/// without any result have no row.
/// </remarks>
internal sealed class ShopifyTagFile : ITagFile
{
    private const string Title = "title", Handle = "handle", Kept = "kept ", Found = "found ";

    private readonly ProductTaxonomy taxonomy;
    private readonly ShopifyMetafields metafields;
    private readonly AnswerSelection selection;
    private readonly LeftOut leftOut = new();
    private readonly SpooledTable table;
    private readonly HashSet<string> handles = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string?> attributeOfColumn = new(StringComparer.Ordinal);
    private ShopifyProduct? product;

    /// <summary>Opens the file.</summary>
    /// <exception cref="ArgumentException">An attribute cannot be converted into a metafield.</exception>
    public ShopifyTagFile(string path, TagFileOptions options, ProductTaxonomy taxonomy)
    {
        this.taxonomy = taxonomy;
        metafields = new ShopifyMetafields(taxonomy, options.Namespace);
        selection = new AnswerSelection(options);
        table = new SpooledTable(path);
    }

    /// <inheritdoc/>
    public Task WriteAsync(ProductProfile profile, TagResult result, CancellationToken cancellationToken = default)
    {
        if (profile.GroupId is not { } handle)
        {
            leftOut.Add("rows without a handle, which Shopify finds products by; map a column to the field 'group'", result.ListingId);
            return Task.CompletedTask;
        }

        if (product?.Handle != handle)
        {
            EndProduct();
            product = null;
            if (!handles.Add(handle))
            {
                leftOut.Add(
                    "rows that lie apart from the other rows of their product; sort the feed by handle", $"{handle}, {result.ListingId}");
                return Task.CompletedTask;
            }

            product = new ShopifyProduct(handle, profile.Title, KeptOf(profile));
        }

        product.Add(profile, result, selection);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken = default)
    {
        EndProduct();
        HashSet<string> found = [.. table.Columns];
        List<(TagColumn, string[])> columns = [(new TagColumn("Title"), [Title]), (new TagColumn("URL handle"), [Handle])];
        columns.AddRange(taxonomy.Attributes.Where(attribute => found.Contains(Found + attribute.Id))
            .Select(attribute => (new TagColumn(metafields.HeaderOf(attribute)), (string[])[Kept + attribute.Id, Found + attribute.Id])));
        await table.WriteAsync(TableFormat.Csv, columns, ',', forSpreadsheets: false, cancellationToken).ConfigureAwait(false);
        return leftOut.Describe();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        table.Dispose();
        return ValueTask.CompletedTask;
    }

    private void EndProduct()
    {
        if (product is null)
        {
            return;
        }

        var cells = new List<(string, TableCell)>();
        foreach ((string id, IReadOnlyList<ValueAnswer> values) in product.Agreed(leftOut))
        {
            (string? text, string reason) = metafields.CellOf(id, values);
            if (text is null)
            {
                leftOut.Add(reason, $"{product.Handle}, {id}");
            }
            else
            {
                cells.Add((Found + id, new TableCell(text)));
            }
        }

        if (cells.Count > 0 && string.IsNullOrWhiteSpace(product.Title))
        {
            leftOut.Add("products without a title, which Shopify's import asks for", product.Handle);
        }
        else if (cells.Count > 0)
        {
            table.Add(
            [
                (Title, new TableCell(product.Title)),
                (Handle, new TableCell(product.Handle)),
                .. product.Kept.Select(cell => (Kept + cell.Key, new TableCell(cell.Value))),
                .. cells,
            ]);
        }
    }

    // The feed's metafields, by attribute.
    private Dictionary<string, string> KeptOf(ProductProfile profile)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string column, JsonElement value) in profile.Extra.Concat(profile.Shared))
        {
            if (!attributeOfColumn.TryGetValue(column, out string? id))
            {
                attributeOfColumn.Add(column, id = metafields.AttributeOf(column));
            }

            if (id is not null && JsonTexts.TextOf(value, "; ") is { Length: > 0 } text)
            {
                kept.TryAdd(id, text);
            }
        }

        return kept;
    }
}
