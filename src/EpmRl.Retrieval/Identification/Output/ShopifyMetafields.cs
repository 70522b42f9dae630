using System.Text.RegularExpressions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Maps the attributes of a taxonomy to Shopify's metafields, and converts their values for the import.</summary>
internal sealed partial class ShopifyMetafields
{
    // Shopify keeps colour and pattern in one category metafield, named after both.
    private const string SharedKeys = "color=color-pattern";
    private const string OwnNamespace = "shopify";
    private const string ListSeparator = "; ";

    private readonly Dictionary<string, string> pathById = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> idByPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AttributeDefinition> attributes;
    private readonly bool isCategoryMetafields;

    /// <summary>Assigns a metafield to each attribute.</summary>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <param name="wanted">
    /// The namespace; null for that of category metafields if the taxonomy was imported from Shopify's, else <c>custom</c>.
    /// </param>
    /// <exception cref="InvalidRequestException">
    /// The namespace or an attribute's key is not valid in Shopify, or two attributes have the same key.
    /// </exception>
    public ShopifyMetafields(ProductTaxonomy taxonomy, string? wanted)
    {
        bool isShopifys = taxonomy.Name == OwnNamespace || taxonomy.Name.StartsWith(OwnNamespace + "-", StringComparison.Ordinal);
        string space = wanted ?? (isShopifys ? OwnNamespace : "custom");
        if (!NamespaceForm().IsMatch(space))
        {
            throw new InvalidRequestException(
                $"The namespace of Shopify's metafields has 3 to 255 letters, digits, '-' and '_'; found '{space}'.");
        }

        isCategoryMetafields = space == OwnNamespace;
        attributes = taxonomy.Attributes.ToDictionary(attribute => attribute.Id, StringComparer.Ordinal);
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            string key = KeyOf(attribute.Id);
            if (key.Length is < 2 or > 64)
            {
                throw new InvalidRequestException($"The attribute '{attribute.Id}' cannot be a metafield of Shopify: its key '{key}' must "
                    + $"have 2 to 64 characters. Give the attribute another id.");
            }

            string path = $"product.metafields.{space}.{key}";
            if (!idByPath.TryAdd(path, attribute.Id))
            {
                throw new InvalidRequestException($"The attributes '{idByPath[path]}' and '{attribute.Id}' would be one metafield of "
                    + $"Shopify, '{space}.{key}'. Give one of them another id.");
            }

            pathById.Add(attribute.Id, path);
        }
    }

    /// <summary>The heading of an attribute's column.</summary>
    public string HeaderOf(AttributeDefinition attribute) => $"{attribute.Name} ({pathById[attribute.Id]})";

    /// <summary>The attribute whose metafield a column of a feed holds; null if none.</summary>
    public string? AttributeOf(string column)
    {
        Match path = ColumnForm().Match(column);
        return path.Success ? idByPath.GetValueOrDefault(path.Groups["path"].Value) : null;
    }

    /// <summary>Converts values into the text of a cell.</summary>
    /// <param name="attributeId">The attribute.</param>
    /// <param name="values">Its values, best first; not empty.</param>
    /// <returns>The text; or null with the reason.</returns>
    public (string? Text, string Reason) CellOf(string attributeId, IReadOnlyList<ValueAnswer> values)
    {
        if (isCategoryMetafields)
        {
            // A category metafield refers to entries by their handles, which only values of the list have.
            return values.Any(value => value.Open)
                ? (null, "open values, which category metafields cannot refer to")
                : (string.Join(ListSeparator, values.Select(value => Slug.Of(value.Label)).Distinct(StringComparer.Ordinal)), "");
        }

        bool isList = attributes[attributeId].MaxValues > 1;
        return isList && values.Any(value => value.Label.Contains(';', StringComparison.Ordinal))
            ? (null, "lists with ';' in a value, which Shopify would take for the end of it")
            : (string.Join(ListSeparator, values.Select(value => value.Label)), "");
    }

    private string KeyOf(string id)
    {
        if (!isCategoryMetafields)
        {
            return id.Replace('-', '_').Replace('.', '_');
        }

        string[] shared = SharedKeys.Split('=');
        return id == shared[0] && !attributes.ContainsKey(shared[1]) ? shared[1] : id.Replace('.', '-');
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{3,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamespaceForm();

    [GeneratedRegex(@"\((?<path>product\.metafields\.[^.()\s]+\.[^.()\s]+)\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnForm();
}
