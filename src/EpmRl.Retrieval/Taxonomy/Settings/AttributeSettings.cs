using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Every setting of an attribute. This table drives reading and writing of files and exports, snapshots, versions, edits, differences and
/// the reference in <c>docs/taxonomy-format.md</c>, so a new setting is a property of the definition and a row here.
/// </summary>
internal static class AttributeSettings
{
    private const int LastOfSnapshot = 24; // of the settings that snapshots store for every attribute

    private static readonly QuantityFormat NoQuantity = new();
    private static readonly IdentifierFormat NoIdentifier = new();

    /// <summary>The key of the values, which are not a setting.</summary>
    public const string ValuesKey = "values";

    /// <summary>Every setting, in the order of files and of differences.</summary>
    /// <remarks>A new one takes the next number: then versions and snapshots of taxonomies that do not set it stay the same.</remarks>
    public static readonly IReadOnlyList<Setting> All =
    [
        General(1, "name", new TextType(required: true), a => a.Name, (a, name) => a with { Name = name! },
            "the name in answers and prompts") with { Written = Written.Always, Unset = "" },
        General(2, "description", new TextType(), a => a.Description, (a, text) => a with { Description = text },
            "a sentence on what the attribute means"),
        General(3, "kind", new ChoiceType<AttributeKind>(AttributeKinds.ByWord), a => a.Kind, (a, kind) => a with { Kind = kind },
            string.Join("; ", AttributeKinds.All.Select(row => $"`{row.Word}`: {row.Meaning}")))
            with { Written = Written.Always }, // it is what people come to look at
        General(4, "max_values", new WholeType(1, int.MaxValue, TaxonomySchema.Many), a => a.MaxValues,
            (a, most) => a with { MaxValues = most },
            "how many values a listing may have: a number, or `many`"),
        General(5, "required", new FlagType(), a => a.Required, (a, flag) => a with { Required = flag },
            "every listing should have a value"),
        General(6, "open", new FlagType(), a => a.Open, (a, flag) => a with { Open = flag },
            "a value that is in no list may be answered, normalised and marked as open. Names (`categorical`, `text`) only by a trained "
            + "model: any words of a title could be one"),
        General(7, "case_sensitive", new FlagType(), a => a.CaseSensitive, (a, flag) => a with { CaseSensitive = flag },
            "labels that differ only in case are different values"),
        General(22, "role_words", new TextsType(), a => a.RoleWords, (a, words) => a with { RoleWords = words },
            "words that announce the attribute: `[W, wide]`, `[cores]`, `[Part#]`"),
        General(23, "packs", new TextsType(), a => a.Packs, (a, packs) => a with { Packs = packs },
            "value packs whose synonyms apply"),
        General(24, "mixed_value", new TextType(), a => a.MixedValue, (a, id) => a with { MixedValue = id },
            "id of the value that represents three or more in a listing"),
        Quantity(8, "unit", new TextType(), q => q.Unit, (q, unit) => q with { Unit = unit },
            "unit of the labels, as a units pack spells it; absent when labels carry their own (`12 oz`)"),
        Quantity(9, "input_units", new TextsType(), q => q.InputUnits, (q, units) => q with { InputUnits = units },
            "units that may be read, the most usual first: prompts render values in it too") with { Unset = "all of the unit's dimension" },
        Quantity(10, "local_units", new FactorsType(), q => q.LocalUnits, (q, units) => q with { LocalUnits = units },
            "spellings with a meaning only here, in multiples of `unit`: `{K: 1000}`"),
        Quantity(11, "assumed_unit", new TextType(), q => q.AssumedUnit, (q, unit) => q with { AssumedUnit = unit },
            "unit of a number written without one") with { Unset = "such numbers need a role word" },
        Quantity(13, "usual", new RangeType(), q => q.Usual, (q, range) => q with { Usual = range },
            "the least and the largest value of nearly all products, in `unit`: `0.5-40`; decides between two readings of digits "
            + "(`1.800`), and other values are doubted") with { Named = true },
        Quantity(12, "decimals", new OptionalWholeType(0, 9), q => q.Decimals, (q, decimals) => q with { Decimals = decimals },
            "decimals of the labels") with { Unset = "as written" },
        Quantity(14, "range", new ChoiceType<RangeReading>(TaxonomySchema.Ranges), q => q.Range, (q, range) => q with { Range = range },
            "what \"12-14 in\" gives: `whole` (both ends), `larger`, `smaller`") with { Written = Written.InExports },
        Quantity(15, "sum", new FlagType(), q => q.Sum, (q, flag) => q with { Sum = flag },
            "counts of one listing add up (\"2 internal, 4 external ports\")"),
        Quantity(16, "role_required", new FlagType(), q => q.RoleRequired, (q, flag) => q with { RoleRequired = flag },
            "a number is this attribute's only where a role word says so (\"equivalent to 60 W\"); unmarked ones belong to "
            + "another attribute")
            with { Named = true },
        Quantity(17, "chain_places", new PlacesType(), q => q.ChainPlaces, (q, places) => q with { ChainPlaces = places },
            "place in \"30 x 24 x 36\": length of the chain → place, `{2: 1, 3: 1}`"),
        Identifier(18, "gtin", new FlagType(), i => i.Gtin, (i, flag) => i with { Gtin = flag },
            "GTIN, UPC, EAN or ISBN-13 with a valid check digit"),
        Identifier(19, "keep", new KeepType(), i => (i.From, i.To), (i, kept) => i with { From = kept.From, To = kept.To },
            "letters and digits that labels keep, from 1: `2-6`, or `2-` to the end; of a GTIN longer than 12 digits leading zeros are "
            + "dropped first, down to 12") with { Unset = "all" },
        Identifier(20, "keep_marks", new FlagType(), i => i.KeepMarks, (i, flag) => i with { KeepMarks = flag },
            "labels keep the marks of the text (`157305-B21`)"),
        Identifier(21, "min_length", new WholeType(1, 100), i => i.MinLength, (i, least) => i with { MinLength = least },
            "fewest letters and digits of a code that is not in the list") with { Written = Written.InExports },
    ];

    private static readonly Setting Kind = All.Single(setting => setting.Key == "kind");

    /// <summary>The keys of attribute files, in their order.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. All.Select(setting => setting.Key), ValuesKey];

    /// <summary>Settings that snapshots have of every attribute, in their order.</summary>
    public static IReadOnlyList<Setting> InSnapshots { get; } =
        [.. All.Where(setting => setting.Number <= LastOfSnapshot).OrderBy(setting => setting.Number)];

    /// <summary>Later settings: snapshots store them by name, and only where they are set.</summary>
    public static IReadOnlyList<Setting> NamedInSnapshots { get; } =
        [.. All.Where(setting => setting.Number > LastOfSnapshot).OrderBy(setting => setting.Number)];

    /// <summary>Settings in the order of versions: those of every attribute first.</summary>
    public static IReadOnlyList<Setting> InVersions { get; } =
        [.. All.OrderBy(setting => setting.Group != SettingGroup.General).ThenBy(setting => setting.Number)];

    /// <summary>Applies every key of an attribute file, or of a schema entry, except the values. Absent keys change nothing.</summary>
    public static void Apply(AttributeDraft draft, YamlFields fields, string owner, ProblemLog log)
    {
        foreach (string key in Keys)
        {
            if (fields.Has(key))
            {
                draft.SetPlace(key, new Place(fields.Path, fields.LineOf(key)));
            }
        }

        AttributeDefinition attribute = Read(Kind, draft.Definition); // first: it says which others there may be
        foreach (SettingGroup group in AttributeKinds.All.Select(row => row.Settings).OfType<SettingGroup>().Distinct())
        {
            attribute = group.Has(attribute.Kind) == group.IsIn(attribute) ? attribute : group.With(attribute, group.Has(attribute.Kind));
        }

        foreach (Setting setting in All.Where(setting => setting != Kind))
        {
            attribute = Read(setting, attribute);
        }

        draft.Definition = attribute;

        AttributeDefinition Read(Setting setting, AttributeDefinition now)
        {
            if (!fields.Has(setting.Key))
            {
                return now;
            }

            var from = new SettingSource(fields, setting.Key, owner, log);
            if (setting.Group.Has(now.Kind))
            {
                return setting.Read(now, from);
            }

            from.Wrong($"'{setting.Key}' is a setting of {setting.Group.Owners}, but {owner} is {AttributeKinds.Of(now.Kind).Word}. "
                + $"Remove it, or set 'kind: {AttributeKinds.All.First(row => row.Settings == setting.Group).Word}'.");
            return now;
        }
    }

    /// <summary>The settings written to files, or exports: those that differ from their default, and those always written there.</summary>
    public static IEnumerable<(string Key, YamlNode Node)> Nodes(AttributeDefinition attribute, Written always) => All
        .Where(setting => setting.Group.Has(attribute.Kind) && setting.Group.IsIn(attribute))
        .Where(setting => setting.Written >= always || setting.IsSet(attribute))
        .Select(setting => (setting.Key, setting.NodeOf(attribute)));

    private static Setting<T> General<T>(
        int number, string key, SettingType<T> type,
        Func<AttributeDefinition, T> get, Func<AttributeDefinition, T, AttributeDefinition> set, string meaning) =>
        new(number, key, type, get, set, meaning) { Named = number > LastOfSnapshot };

    private static Setting<T> Quantity<T>(
        int number, string key, SettingType<T> type,
        Func<QuantityFormat, T> get, Func<QuantityFormat, T, QuantityFormat> set, string meaning) =>
        General(number, key, type, a => get(a.Quantity ?? NoQuantity),
            (a, value) => a with { Quantity = set(a.Quantity ?? NoQuantity, value) }, meaning) with { Group = SettingGroup.Quantity };

    private static Setting<T> Identifier<T>(
        int number, string key, SettingType<T> type,
        Func<IdentifierFormat, T> get, Func<IdentifierFormat, T, IdentifierFormat> set, string meaning) =>
        General(number, key, type, a => get(a.Identifier ?? NoIdentifier),
            (a, value) => a with { Identifier = set(a.Identifier ?? NoIdentifier, value) },
            meaning) with { Group = SettingGroup.Identifier };
}
