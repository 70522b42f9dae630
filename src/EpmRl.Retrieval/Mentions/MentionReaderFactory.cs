using System.Collections.Concurrent;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// What the mention readers of a taxonomy's categories share: units, number words, and one set of readers per attribute, so that a large
/// taxonomy whose categories share attributes is prepared once and held once. Safe for concurrent callers.
/// </summary>
/// <param name="taxonomy">The taxonomy.</param>
/// <param name="openNames">Whether open names are read too: they are many, and only a learned model can tell them apart.</param>
internal sealed class MentionReaderFactory(ProductTaxonomy taxonomy, bool openNames = false)
{
    private readonly UnitSpellings spellings = new(taxonomy.Units, new QuantityWords(taxonomy.Packs));
    private readonly CodeForms codeForms = new(taxonomy.Packs);
    private readonly ConcurrentDictionary<string, IMentionReader[]> byAttribute = new(StringComparer.Ordinal);
    private readonly CueTable cues = new(taxonomy.Packs);
    private readonly ConcurrentDictionary<string, AttributeCues> cuesByAttribute = new(StringComparer.Ordinal);

    /// <summary>The words around quantities.</summary>
    public QuantityWords QuantityWords => spellings.Phrases;

    /// <summary>The units that some attributes know: the taxonomy's, and their own.</summary>
    public UnitLexicon UnitsOf(IReadOnlyCollection<AttributeDefinition> attributes) => new(
        spellings,
        attributes.SelectMany(attribute => attribute.Quantity?.LocalUnits.Keys ?? []),
        attributes.SelectMany(Measured).ToHashSet());

    // The units that an attribute measures: those that it lists, or all of its unit's dimension. A number counts thousands.
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

    /// <summary>What reads texts that are of one attribute alone.</summary>
    public MentionReader ReaderOf(AttributeDefinition attribute) =>
        new(new Category { Id = attribute.Id, Name = "", Path = "", Attributes = [attribute] }, this);

    /// <summary>An attribute with the role words that its packs add.</summary>
    public AttributeDefinition Widened(AttributeDefinition attribute) => new RoleFamilies([attribute], taxonomy.Packs).Widen(attribute);

    /// <summary>The unit that the taxonomy means by a spelling; null when it is unknown.</summary>
    public UnitDefinition? FindUnit(string spelling) => spellings.Find(spelling);

    /// <summary>The taxonomy's value packs.</summary>
    public IReadOnlyList<ValuePack> Packs => taxonomy.Packs;

    /// <summary>Whether a text as a whole is a phrase of a kind, "not included" one that says no.</summary>
    public bool IsCue(string text, CueKind kind) => cues.KindsOf(PhraseWords.Key(text)).HasFlag(kind);

    /// <summary>A phrase that says yes or no; null where the taxonomy has no cues.</summary>
    public string? Answer(bool yes) => taxonomy.Packs.Where(pack => pack.Kind == PackKind.Cues)
        .SelectMany(pack => pack.Families.Where(family => CueKinds.Of(family.Key) == (yes ? CueKind.Yes : CueKind.No)))
        .SelectMany(family => family.Value).FirstOrDefault();

    /// <summary>What an attribute's labels say in numbers; null where they are no quantities.</summary>
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

    // "replaces" announces what follows it; "equivalent" and 相当 are of what they follow.
    private RoleSide SideOf(string role)
    {
        CueKind kinds = cues.KindsOf(PhraseWords.Key(role));
        return kinds.HasFlag(CueKind.Suiting) ? (kinds.HasFlag(CueKind.Elsewhere) ? RoleSide.Either : RoleSide.Behind)
            : kinds.HasFlag(CueKind.Elsewhere) ? RoleSide.Before : RoleSide.Either;
    }

    /// <summary>Reads labels as quantities.</summary>
    public QuantityScanner LabelScanner(UnitLexicon own) =>
        new(new QuantityComposer(new NumberScanner(NumberWords.Empty, own), own), own, RoleWords.None);

    /// <summary>What tells how the mentions of a category's listings are meant.</summary>
    public ContextReader ContextsOf(Category category) => new(
        cues,
        [
            .. category.Attributes.Select(attribute =>
                cuesByAttribute.GetOrAdd(attribute.Id, _ => new AttributeCues(attribute, cues, taxonomy.Packs))),
        ],
        ProductWords(category));

    // The category's name, and the kinds of product where every listing is of one.
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
                // Wordings that are no quantities ("counter height", "bare tool" for 0 batteries) are read as names, and so are quantities
                // of units that the attribute does not know: the 512K of a cache are no kelvins.
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
