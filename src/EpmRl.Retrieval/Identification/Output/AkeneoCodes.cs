using System.Text.RegularExpressions;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Converts ids into Akeneo's codes of attributes and options: letters, digits and <c>_</c>.</summary>
internal sealed partial class AkeneoCodes
{
    // Import columns that Akeneo reserves.
    private const string Reserved =
        " id uuid identifier category categories family family_variant groups group enabled parent associations products scope tree_id "
        + "values label labels completeness entity_type attributes ";

    private readonly Dictionary<string, string> suffixes = new(StringComparer.Ordinal);

    /// <summary>Checks the codes of a taxonomy before a run, so that a long run does not fail at its end.</summary>
    /// <exception cref="InvalidRequestException">
    /// Two attributes, or two values of one, would have the same code; or a suffix is not valid.
    /// </exception>
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
                string hint = ClosestName.Hint(id, [.. taxonomy.Attributes.Select(attribute => attribute.Id)]);
                throw new InvalidRequestException($"Unknown attribute '{id}' for '{suffix}'.{hint}");
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

    /// <summary>The column of an attribute: its code, with its locale and channel.</summary>
    public string ColumnOf(string attributeId) => CodeOf(attributeId) + suffixes[attributeId];

    /// <summary>The column of a measurement's unit.</summary>
    public string UnitColumnOf(string attributeId) => ColumnOf(attributeId) + "-unit";

    /// <summary>Whether Akeneo reserves the attribute's code as a column.</summary>
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
