using System.Text.RegularExpressions;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>The codes of attributes and options in Akeneo: letters, digits and <c>_</c>.</summary>
internal sealed partial class AkeneoCodes
{
    // Columns of the import with a meaning of their own.
    private const string Reserved =
        " id uuid identifier category categories family family_variant groups group enabled parent associations products scope tree_id "
        + "values label labels completeness entity_type attributes ";

    private readonly Dictionary<string, string> suffixes = new(StringComparer.Ordinal);

    /// <summary>Checks the codes of a whole taxonomy, so that a long run does not fail at its end.</summary>
    /// <exception cref="InvalidRequestException">Two attributes, or two values of one, would have one code; or a suffix is
    /// none.</exception>
    public AkeneoCodes(ProductTaxonomy taxonomy, TagFileOptions options)
    {
        if (!CodeForm().IsMatch(options.Identifier))
        {
            throw new InvalidRequestException(
                $"A code of Akeneo's identifier attribute has letters, digits and '_'; found '{options.Identifier}'.");
        }

        foreach ((string id, string suffix) in options.Localised)
        {
            if (id != "*" && !taxonomy.TryFindAttribute(id, out _))
            {
                throw new InvalidRequestException($"There is no attribute '{id}' to be of "
                    + $"'{suffix}'.{ClosestName.Hint(id, [.. taxonomy.Attributes.Select(attribute => attribute.Id)])}");
            }

            if (!SuffixForm().IsMatch(suffix))
            {
                throw new InvalidRequestException(
                    $"Expected a locale, a channel or both ('de_DE-ecommerce') for '{id}', found '{suffix}'.");
            }
        }

        ThrowIfShared(
            taxonomy.Attributes.Where(attribute => !IsReserved(attribute)).Select(attribute => attribute.Id).Append(options.Identifier),
            "attributes", "attribute");
        var lists = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (AttributeDefinition attribute in
            taxonomy.Attributes.Where(attribute => attribute.Kind == AttributeKind.Categorical && lists.Add(attribute.Values)))
        {
            ThrowIfShared(
                attribute.Values.Where(value => value.Status == ValueStatus.Active).Select(value => value.Id),
                $"values of '{attribute.Id}'", "option");
        }

        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            string? suffix = options.Localised.GetValueOrDefault(attribute.Id) ?? options.Localised.GetValueOrDefault("*");
            suffixes.Add(attribute.Id, suffix is null ? "" : "-" + suffix);
        }
    }

    /// <summary>The column of an attribute: its code, with locale and channel where it has them.</summary>
    public string ColumnOf(string attributeId) => CodeOf(attributeId) + suffixes[attributeId];

    /// <summary>The column of a measurement's unit.</summary>
    public string UnitColumnOf(string attributeId) => ColumnOf(attributeId) + "-unit";

    /// <summary>Whether a column of the attribute's code means something else to Akeneo.</summary>
    public static bool IsReserved(AttributeDefinition attribute) =>
        Reserved.Contains($" {CodeOf(attribute.Id)} ", StringComparison.OrdinalIgnoreCase);

    /// <summary>The code of an id.</summary>
    public static string CodeOf(string id) => id.Replace('-', '_').Replace('.', '_');

    private static void ThrowIfShared(IEnumerable<string> ids, string what, string one)
    {
        var byCode = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string id in ids)
        {
            if (!byCode.TryAdd(CodeOf(id), id))
            {
                throw new InvalidRequestException($"The {what} '{byCode[CodeOf(id)]}' and '{id}' would be one {one} of Akeneo, "
                    + $"'{CodeOf(id)}'. Give one of them another id.");
            }
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_]{1,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex CodeForm();

    [GeneratedRegex("^[A-Za-z0-9_]+(-[A-Za-z0-9_]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex SuffixForm();
}
