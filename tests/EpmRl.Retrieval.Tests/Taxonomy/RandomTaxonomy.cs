using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Taxonomy;

/// <summary>Valid taxonomies that use every part of the format, with texts that are hard to write down.</summary>
internal static class RandomTaxonomy
{
    private static readonly string[] HardTexts =
    [
        "true", "null", "~", "1.50", "0x1F", "2024-01-01", "- a", "a: b", "a #b", "#b", "[x]", "{y}", "\"q\"", "it's", "'", "\\", "a\\nb",
        "line\nbreak",
        "tab\there", " padded ", "Größe", "日本語", "😀", "é", "e\u0301", "\u00a0x", "x\u2028y", "\ufeffx", "&a", "*a", "!t", "%p", "@q", "`r",
        "?", "? x",
        ":", ": x", "-", "---", "...", "|", ">", "a,b", "\u0085z", "\u0007", "\ufffd", "١٢", "yes", "No", "1_000", "12:30", ".5", "+1",
        "1e3", "=1+1", "<<",
    ];

    public static ProductTaxonomy Create(int seed)
    {
        var random = new Random(seed);
        int counter = 0;
        UnitDefinition[] units =
        [
            new("Centimeters", "length", 0.01, 0, ["cm", Text()]), new("Meters", "length", 1, 0, ["m"]),
            new("°F", "temperature", 0.5555555555555556, -17.77, ["°F"]),
        ];
        ValuePack[] packs = [new("shades", Map(Text, () => (IReadOnlyList<string>)Texts(), 3))];
        var words = new NumberWords(new Dictionary<string, double> { ["one"] = 1, ["half"] = 0.5, ["no"] = 0 });
        AttributeDefinition[] attributes = [.. Enumerable.Range(0, random.Next(1, 6)).Select(Attribute)];
        var categories = new List<Category>();
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            Category? parent = random.Next(2) == 0 || categories.Count == 0 ? null : categories[random.Next(categories.Count)];
            AttributeDefinition[] inherited = [.. (parent?.Attributes ?? []).Where(_ => random.Next(4) > 0)];
            AttributeDefinition[] own = [.. attributes.Where(_ => random.Next(2) == 0)
                .Except(parent?.Attributes ?? [], ReferenceEqualityComparer.Instance).Cast<AttributeDefinition>()];
            string name = Text();
            categories.Add(new Category
            {
                Id = $"c{i}.x-y_z", Name = name, ParentId = parent?.Id, Path = parent is null ? name : $"{parent.Path} > {name}",
                Description = Maybe(Text), Attributes = [.. inherited, .. own],
                Names = new[] { "de", "en", "pt-BR" }.Where(_ => random.Next(3) == 0)
                    .ToDictionary(language => language, _ => (IReadOnlyList<string>)[Text(), .. Texts()], StringComparer.Ordinal),
            });
        }

        return new ProductTaxonomy(
            Text(), "any", categories, attributes, packs, new UnitPack(units), words, random.Next(2) == 0 ? "en" : "pt-BR");

        // Unique by its number, so that labels never collide.
        string Text() => random.Next(2) == 0
            ? $"{HardTexts[random.Next(HardTexts.Length)]}{counter++}"
            : $"{counter++}{HardTexts[random.Next(HardTexts.Length)]}";

        T? Maybe<T>(Func<T> make) => random.Next(3) == 0 ? make() : default;

        string[] Texts() => [.. Enumerable.Range(0, random.Next(4)).Select(_ => Text())];

        Dictionary<string, TValue> Map<TValue>(Func<string> key, Func<TValue> value, int most) =>
            Enumerable.Range(0, random.Next(most)).ToDictionary(_ => key(), _ => value(), StringComparer.Ordinal);

        AttributeDefinition Attribute(int index)
        {
            var kind = (AttributeKind)random.Next(5);
            TaxonomyValue[] values = [.. Enumerable.Range(0, random.Next(5)).Select(Value)];
            if (values.Length > 1 && random.Next(2) == 0)
            {
                values[1] = values[1] with { Status = ValueStatus.Deprecated, ReplacedBy = Maybe(() => values[0].Id) };
                if (values[1].ReplacedBy is null && values.Length > 2 && random.Next(2) == 0)
                {
                    values[1] = values[1] with { SplitInto = [values[0].Id, values[2].Id] };
                }
            }

            return new AttributeDefinition
            {
                Id = $"a{index}", Name = Text(), Description = Maybe(Text), Kind = kind,
                MaxValues = random.Next(3) switch { 0 => 1, 1 => 7, _ => int.MaxValue },
                Required = random.Next(2) == 0, Open = random.Next(2) == 0, CaseSensitive = random.Next(2) == 0, RoleWords = Texts(),
                Packs = random.Next(2) == 0 ? [] : ["shades"], MixedValue = values.Length > 0 ? Maybe(() => values[0].Id) : null,
                Values = values,
                Identifier = kind == AttributeKind.Identifier
                    ? new IdentifierFormat
                    {
                        Gtin = random.Next(2) == 0, From = random.Next(1, 4), To = random.Next(2) == 0 ? null : random.Next(4, 9),
                        KeepMarks = random.Next(2) == 0, MinLength = random.Next(1, 9),
                    }
                    : null,
                Quantity = kind is AttributeKind.Measurement or AttributeKind.Number
                    ? new QuantityFormat
                    {
                        Unit = Maybe(() => "cm"), InputUnits = random.Next(2) == 0 ? [] : ["m", "cm"], AssumedUnit = Maybe(() => "m"),
                        LocalUnits =
                            new SortedDictionary<string, double>(Map(Text, () => random.NextDouble() + 1e-9, 3), StringComparer.Ordinal),
                        Decimals = random.Next(2) == 0 ? null : random.Next(5),
                        Usual = random.Next(2) == 0 ? null : new UsualRange(random.Next(5), random.Next(5, 90) + 0.5),
                        Range = (RangeReading)random.Next(3), Sum = random.Next(2) == 0,
                        RoleRequired = random.Next(2) == 0,
                        ChainPlaces = random.Next(2) == 0 ? [] : new Dictionary<int, int> { [2] = 1, [3] = 3 },
                    }
                    : null,
            };
        }

        TaxonomyValue Value(int index) => new()
        {
            Id = $"{index}.v", Label = Text(), Aliases = Texts(), Description = Maybe(Text),
            LocaleLabels = new SortedDictionary<string, string>(
                random.Next(2) == 0 ? [] : new Dictionary<string, string> { ["de"] = Text(), ["zh-Hant"] = Text() },
                StringComparer.Ordinal),
        };
    }
}
