using System.Collections.Concurrent;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Creates the mention readers of a taxonomy's categories. Shares units, number words and one set of readers per attribute, so that
/// attributes shared by categories are prepared and stored once. Safe for concurrent callers.
/// </summary>
/// <param name="taxonomy">The taxonomy.</param>
/// <param name="openNames">Whether open names are read too: there are many, and only a trained model can choose between them.</param>
internal sealed class MentionReaderFactory(ProductTaxonomy taxonomy, bool openNames = false)
{
    private readonly UnitSpellings spellings = new(taxonomy.Units, new QuantityWords(taxonomy.Packs));
    private readonly CodeForms codeForms = new(taxonomy.Packs);
    private readonly ConcurrentDictionary<string, IMentionReader[]> byAttribute = new(StringComparer.Ordinal);
    private readonly CueTable cues = new(taxonomy.Packs);
    private readonly ConcurrentDictionary<string, AttributeCues> cuesByAttribute = new(StringComparer.Ordinal);

    /// <summary>The words around quantities.</summary>
    public QuantityWords QuantityWords => spellings.Phrases;

    /// <summary>The units of some attributes: the taxonomy's and their own.</summary>
    public UnitLexicon UnitsOf(IReadOnlyCollection<AttributeDefinition> attributes) => new(
        spellings,
        attributes.SelectMany(attribute => attribute.Quantity?.LocalUnits.Keys ?? []),
        attributes.SelectMany(Measured).ToHashSet());

    // The units that an attribute measures: those it lists, or all of its unit's dimension. A number may have thousands as its unit.
    private IEnumerable<UnitDefinition> Measured(AttributeDefinition attribute)
    {
        QuantityFormat format = attribute.Quantity ?? new QuantityFormat();
        if (attribute.Kind == AttributeKind.Number)
        {
            return taxonomy.Units.Units.Where(unit => unit.Dimension == "count");
        }

        string[] named = [.. format.InputUnits, .. format.AssumedUnit is { } assumed ? [assumed] : Array.Empty<string>()];
        UnitDefinition? own = format.Unit is null ? null : spellings.Find(format.Unit);
        return format.InputUnits.Count > 0 ? named.Select(spellings.Find).OfType<UnitDefinition>()
            : own is null ? [] : taxonomy.Units.Units.Where(unit => unit.Dimension == own.Dimension);
    }

    /// <summary>The readers of an attribute.</summary>
    public IMentionReader[] Of(AttributeDefinition attribute) => byAttribute.GetOrAdd(attribute.Id, _ => Make(attribute));

    /// <summary>A reader for texts of a single attribute.</summary>
    public MentionReader ReaderOf(AttributeDefinition attribute) =>
        new(new Category { Id = attribute.Id, Name = "", Path = "", Attributes = [attribute] }, this);

    /// <summary>An attribute with the role words that its packs add.</summary>
    public AttributeDefinition Widened(AttributeDefinition attribute) => new RoleFamilies([attribute], taxonomy.Packs).Widen(attribute);

    /// <summary>The unit of a spelling in the taxonomy; null if unknown.</summary>
    public UnitDefinition? FindUnit(string spelling) => spellings.Find(spelling);

    /// <summary>The taxonomy's value packs.</summary>
    public IReadOnlyList<ValuePack> Packs => taxonomy.Packs;

    /// <summary>Whether an entire text is a phrase of a kind; for example, "not included" means no.</summary>
    public bool IsCue(string text, CueKind kind) => cues.KindsOf(PhraseWords.Key(text)).HasFlag(kind);

    /// <summary>A phrase that means yes or no; null if the taxonomy has no cues.</summary>
    public string? Answer(bool yes) => taxonomy.Packs.Where(pack => pack.Kind == PackKind.Cues)
        .SelectMany(pack => pack.Families.Where(family => CueKinds.Of(family.Key) == (yes ? CueKind.Yes : CueKind.No)))
        .SelectMany(family => family.Value).FirstOrDefault();

    /// <summary>The quantities in an attribute's labels; null if they are not quantities.</summary>
    public LabelQuantities? QuantitiesOf(AttributeDefinition attribute) =>
        attribute.IsQuantity ? new LabelQuantities(attribute, LabelScanner(UnitsOf([attribute]))) : null;

    /// <summary>Finds the quantities of a category's listings.</summary>
    public QuantityScanner ScannerOf(Category category)
    {
        UnitLexicon known = UnitsOf(category.Attributes);
        var families = new RoleFamilies(category.Attributes, taxonomy.Packs);
        var roles = new RoleWords(category.Attributes.Select(families.Widen), known, families, SideOf);
        var composer = new QuantityComposer(new NumberScanner(taxonomy.NumberWords, known), known);
        return new QuantityScanner(composer, known, roles);
    }

    // "replaces" announces what follows it; "equivalent" and 相当 belong to what they follow.
    private RoleSide SideOf(string role)
    {
        CueKind kinds = cues.KindsOf(PhraseWords.Key(role));
        return kinds.HasFlag(CueKind.Suiting) ? (kinds.HasFlag(CueKind.Elsewhere) ? RoleSide.Either : RoleSide.Behind)
            : kinds.HasFlag(CueKind.Elsewhere) ? RoleSide.Before : RoleSide.Either;
    }

    /// <summary>Reads labels as quantities.</summary>
    public QuantityScanner LabelScanner(UnitLexicon own) =>
        new(new QuantityComposer(new NumberScanner(NumberWords.Empty, own), own), own, RoleWords.None);

    /// <summary>The reader of the contexts of mentions in a category's listings.</summary>
    public ContextReader ContextsOf(Category category) => new(
        cues,
        [
            .. category.Attributes.Select(attribute =>
                cuesByAttribute.GetOrAdd(attribute.Id, _ => new AttributeCues(attribute, cues, taxonomy.Packs))),
        ],
        ProductWords(category));

    // The category's name, and the kinds of product if every listing is of one.
    private static HashSet<string> ProductWords(Category category) =>
    [
        .. category.Attributes
            .Where(attribute => attribute is { Required: true, Open: false, Kind: AttributeKind.Categorical, RoleWords.Count: 0 })
            .SelectMany(attribute => attribute.Values)
            .SelectMany(value => value.Aliases.Prepend(value.Label).Concat(value.LocaleLabels.Values))
            .Prepend(category.Name).SelectMany(PhraseWords.Of).Select(PhraseWords.Key),
    ];

    private IMentionReader[] Make(AttributeDefinition attribute)
    {
        attribute = Widened(attribute);
        TaxonomyValue[] active = [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)];
        switch (attribute)
        {
            case { IsCode: true, Identifier.Gtin: true }:
                return [new GtinReader(attribute)];
            case { IsCode: true }:
                return [new CodeReader(attribute, codeForms)];
            case { IsQuantity: true }:
                UnitLexicon own = UnitsOf([attribute]);
                QuantityScanner labelScanner = LabelScanner(own);
                var quantities = new QuantityReader(attribute, own, labelScanner, SideOf);
                // Wordings that are not quantities ("counter height", "bare tool" for 0 batteries) are read as names, and so are quantities
                // in units that the attribute does not have: the 512K of a cache are not kelvins.
                var names = new NameReader(
                    attribute,
                    Wordings.Of(attribute, active, taxonomy.Packs, text =>
                        QuantityLabel.Read(text, labelScanner) is not { } quantity || !quantities.Knows(quantity.Quantity)));
                return names.IsEmpty ? [quantities] : [quantities, names];
            default:
                SizeScale? scale = SizeScale.Of(attribute, active, taxonomy.Packs);
                var listed = new NameReader(
                    attribute, Wordings.Of(attribute, active, taxonomy.Packs, scale is null ? null : text => scale.Step(text) is null));
                return [
                    listed,
                    .. scale is null ? (IMentionReader[])[] : [new SizeReader(attribute, scale)],
                    .. openNames && attribute is { Open: true, MixedValue: null } ? (IMentionReader[])[new OpenNameReader(attribute)] : []];
        }
    }
}
