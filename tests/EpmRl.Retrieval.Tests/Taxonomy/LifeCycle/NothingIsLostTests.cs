using System.Text.Json;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

/// <summary>After an edit, every name of a value is kept, or passed on to its successors, or reported as lost by the difference.</summary>
public sealed class NothingIsLostTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Nothing_that_a_value_or_category_has_disappears_without_the_difference_naming_it()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        int made = 0, tried = 0;
        while (made < 500 && tried < 10_000)
        {
            ProductTaxonomy before = World();
            for (int i = 0; i < 12 && before.Attributes.Count > 0; i++, tried++)
            {
                TaxonomyEdit[] edits = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Draw(random, before))];
                ProductTaxonomy after;
                try
                {
                    after = TaxonomyEdits.Apply(before, edits);
                }
                catch (TaxonomyEditException)
                {
                    continue; // a refused edit changes nothing
                }

                string[] lost = [.. Unnamed(before, after, TaxonomyDiff.Between(before, after).Changes)];
                Assert.True(lost.Length == 0, $"seed {seed}: {string.Join("; ", edits.Select(edit => edit.ToString()))} lost "
                    + $"{string.Join(", ", lost)}");
                before = after;
                made++;
            }
        }

        Assert.True(made >= 500, $"seed {seed}: only {made} of {tried} edits were made");
    }

    [Fact]
    public void The_first_part_of_a_split_value_keeps_its_aliases_but_for_those_that_another_part_is_written_like()
    {
        ProductTaxonomy before = World();

        ProductTaxonomy after = TaxonomyEdits.Apply(before,
            [new SplitValue { Value = Id("color/blue"), Into = [new SplitPart("sea", "Sea"), new SplitPart("sky", "Azure")] }]);

        Assert.Equal(["bluish"], Find(after, "color/sea").Aliases);
        Assert.Empty(Find(after, "color/sky").Aliases);
        Assert.Empty(Find(after, "color/blue").Aliases);
        Assert.Equal(
            [
                "color/blue Split color/sea, color/sky", "color/blue SpellingLost Blau", "color/sea Added Sea",
                "color/sea AliasAdded bluish", "color/sky Added Azure",
            ],
            TaxonomyDiff.Between(before, after).Changes.Where(change => change.Detail is null)
                .Select(change => $"{change.Id} {change.Kind} {change.After ?? change.Before}").Order(StringComparer.Ordinal)
                .OrderBy(line => line.Split(' ')[0], StringComparer.Ordinal).ThenBy(line => line.Contains("Split") ? 0 : 1)
                .ThenBy(line => line.Contains("Alias") ? 1 : 0));
    }

    [Theory]
    [InlineData("green", "bluish azure", "")]
    [InlineData("-", "", "bluish azure")]
    public void Another_part_or_none_keeps_the_aliases_where_the_edit_says_so(string part, string kept, string lost)
    {
        ProductTaxonomy before = World();

        ProductTaxonomy after = TaxonomyEdits.Apply(before,
            [new SplitValue { Value = Id("color/blue"), Into = [new SplitPart("sea", "Sea"), new SplitPart("green")], AliasesTo = part }]);

        Assert.Equal(kept, string.Join(' ', Find(after, "color/green").Aliases.Where(alias => alias != "greenish")));
        Assert.Equal(lost, string.Join(' ', TaxonomyDiff.Between(before, after).Changes
            .Where(change => change.Kind == ChangeKind.SpellingLost && change.Before != "Blau").Select(change => change.Before)));
    }

    [Fact]
    public void A_part_that_is_to_keep_the_aliases_must_be_one_of_the_parts() =>
        Assert.Contains(
            "'sky' cannot keep the aliases of 'color/blue': it is none of the parts.",
            Assert.Throws<TaxonomyEditException>(() => TaxonomyEdits.Apply(
                World(),
                [
                    new SplitValue
                    {
                        Value = Id("color/blue"),
                        Into = [new SplitPart("sea", "Sea"), new SplitPart("green")],
                        AliasesTo = "sky",
                    },
                ])).Message);

    [Fact]
    public void A_merged_value_hands_its_translations_over_and_the_journal_says_so()
    {
        ProductTaxonomy before = World();
        (ProductTaxonomy after, IReadOnlyList<TaxonomyEdit> settled, _) = TaxonomyEditor.Apply(
            before, [new MergeValue { Value = Id("color/blue"), Into = Id("color/green") }], EditHistory.Empty);

        Assert.Equal(["greenish", "Blue", "bluish", "azure", "Blau"], Find(after, "color/green").Aliases);
        Assert.True(((MergeValue)settled[0]).Translations);
    }

    // Journals that were written before these choices existed must give the versions that they name.
    [Fact]
    public void Edits_without_these_choices_mean_what_they_meant_when_a_journal_is_read_again()
    {
        var editor = new TaxonomyEditor(World(), EditHistory.Empty);
        foreach (string line in new[]
        {
            """{"edit": "split-value", "value": "color/blue", "into": [{"id": "sea", "label": "Sea"}, {"id": "sky", "label": "Sky"}]}""",
            """{"edit": "merge-value", "value": "color/green", "into": "color/black"}""",
        })
        {
            JsonSerializer.Deserialize<TaxonomyEdit>(line, EpmRl.Retrieval.Taxonomy.JournalLine.Json)!.Apply(editor);
        }

        Assert.Empty(editor.Value(Id("color/sea")).Aliases);
        Assert.Equal(["Green", "greenish"], editor.Value(Id("color/black")).Aliases);
    }

    private ProductTaxonomy World()
    {
        scratch.Write("taxonomy.yaml", "format: 1\nname: world\npacks: [shades]\n");
        scratch.Write(
            "packs/shades.yaml", "pack: shades\nkind: values\nfamilies:\n  black: [jet, onyx]\n  bluish: [navy, teal]\n  green: [lime]\n");
        scratch.Write("categories.yaml", """
            categories:
              things: {name: Things, attributes: [color]}
              tools: {name: Tools, attributes: [finish]}
              lamps: {name: Lamps, parent: things, description: They shine., names: {de: [Lampen, Leuchten]}, attributes: [finish]}
              hammers: {name: Hammers, parent: tools}
            """);
        scratch.Write("attributes/color.yaml", """
            name: Color
            packs: [shades]
            values:
              black: {label: Black, locales: {de: Schwarz}, description: No light.}
              blue: {label: Blue, aliases: [bluish, azure], locales: {de: Blau}}
              green: {label: Green, aliases: [greenish], locales: {de: Grün, fr: Vert}}
            """);
        scratch.Write("attributes/finish.yaml", "name: Finish\nvalues:\n  matt: {label: Matt, aliases: [dull], locales: {de: Stumpf}}\n  "
            + "gloss: {label: Gloss, aliases: [shiny]}\n");
        return TaxonomyReader.Load(scratch.Path);
    }

    private static TaxonomyEdit Draw(Random random, ProductTaxonomy taxonomy)
    {
        AttributeDefinition attribute = Pick(taxonomy.Attributes);
        TaxonomyValue[] values = [.. attribute.Values.Append(new TaxonomyValue { Id = "none", Label = "None" })];
        TaxonomyValue value = Pick(values), other = Pick(values);
        ValueId id = new(attribute.Id, value.Id);
        AttributeDefinition elsewhere = Pick(taxonomy.Attributes);
        string category = Pick(taxonomy.Categories).Id, parent = Pick(taxonomy.Categories).Id;
        string text = Pick(["Black", "Blue", "jet", "Night", "blau", "Green", "matt", $"T{random.Next(60)}"]), locale = Pick(["de", "fr"]);
        string fresh = $"n{random.Next(200)}";
        var settings = new Dictionary<string, JsonElement>
        {
            ["packs"] = JsonSerializer.SerializeToElement(random.Next(2) == 0 ? Array.Empty<string>() : ["shades"]),
        };
        return random.Next(23) switch
        {
            0 => new AddValue
            {
                Value = new ValueId(attribute.Id, fresh),
                Label = text,
                Aliases = random.Next(2) == 0 ? [] : [$"A{random.Next(60)}"],
            },
            1 or 2 => new RenameValue { Value = id, Label = text, KeepOld = random.Next(2) == 0 },
            3 => new DescribeValue { Value = id, Description = random.Next(2) == 0 ? null : text },
            4 => new TranslateValue { Value = id, Locale = locale, Label = random.Next(2) == 0 ? null : text },
            5 => new AddAlias { Value = id, Aliases = [text] },
            6 => new RemoveAlias { Value = id, Aliases = [.. value.Aliases.Take(1)] },
            7 or 8 => new DeprecateValue
            {
                Value = id,
                ReplacedBy = random.Next(3) switch
                {
                    0 => null,
                    1 => new ValueId(attribute.Id, other.Id),
                    _ => new ValueId(elsewhere.Id, Pick([.. elsewhere.Values, other]).Id),
                },
            },
            9 => new RestoreValue { Value = id },
            10 or 11 => new MergeValue
            {
                Value = id,
                Into = new ValueId(attribute.Id, other.Id),
                Translations = random.Next(3) switch { 0 => null, 1 => false, _ => true },
            },
            12 or 13 => new SplitValue
            {
                Value = id,
                Into =
                [
                    new SplitPart(fresh, text),
                    random.Next(2) == 0 ? new SplitPart(other.Id) : new SplitPart(fresh + "x", $"T{random.Next(60)}"),
                ],
                AliasesTo = random.Next(3) switch { 0 => null, 1 => "-", _ => fresh },
            },
            14 => new MoveValue { Value = id, To = new ValueId(elsewhere.Id, fresh) },
            15 => new RemoveValue { Value = id },
            16 => random.Next(8) == 0
                ? new RemoveAttribute { Attribute = attribute.Id }
                : new RenameAttribute { Attribute = attribute.Id, Name = text },
            17 => new SetAttribute { Attribute = attribute.Id, Settings = settings },
            18 => new MoveCategory { Category = category, Parent = random.Next(3) == 0 ? null : parent },
            19 => random.Next(2) == 0
                ? new AttachAttribute { Attribute = attribute.Id, Category = category }
                : new DetachAttribute { Attribute = attribute.Id, Category = category },
            20 =>
                random.Next(4) == 0 ? new RemoveCategory { Category = category } : new RenameCategory { Category = category, Name = text },
            21 => new NameCategory { Category = category, Locale = locale, Names = random.Next(2) == 0 ? [] : [text, fresh] },
            _ => new DescribeCategory { Category = category, Description = random.Next(2) == 0 ? null : text },
        };

        T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
    }

    private static IEnumerable<string> Unnamed(ProductTaxonomy before, ProductTaxonomy after, IReadOnlyList<TaxonomyChange> changes)
    {
        var succession = new ValueSuccession(after);
        foreach (AttributeDefinition attribute in before.Attributes)
        {
            ILookup<string, string> packs = PackSynonyms.Of(attribute, before.Packs).ToLookup(pair => pair.Value.Id, pair => pair.Word);
            bool packsNamed = changes.Any(change => change.What == "attribute" && change.Id == attribute.Id && change.Detail == "packs");
            foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
            {
                var id = new ValueId(attribute.Id, value.Id);
                TaxonomyChange[] named = [.. changes.Where(change => change.What == "value" && change.Id == id.ToString())];
                ValueOutcome outcome = succession.Of(id);
                if (named.Any(change => change.Kind == ChangeKind.Removed))
                {
                    continue;
                }

                HashSet<string> means = [.. outcome.Values.SelectMany(one => Texts(succession.Find(one)!)).Select(TextKey.Of)];
                foreach (string text in Texts(value)
                    .Where(text => !means.Contains(TextKey.Of(text)) && !named.Any(change => Names(change, text))))
                {
                    yield return $"{id} '{text}'";
                }

                if (outcome.Fate == ValueFate.Kept && value.Description is not null && succession.Find(id)!.Description != value.Description
                    && !named.Any(change => change.Detail == "description" && change.Before == value.Description))
                {
                    yield return $"{id} description";
                }

                HashSet<string> words =
                [
                    .. means,
                    .. outcome.Values.Where(one => after.TryFindAttribute(one.Attribute, out _)).SelectMany(WordsOf).Select(TextKey.Of),
                ];
                string[] lostWords =
                    [.. named.Where(change => change.Detail == "words of packs").SelectMany(change => (change.Before ?? "").Split(", "))];
                string[] checkedWords = packsNamed ? [] : [.. packs[value.Id]];
                foreach (string word in checkedWords.Where(word => !words.Contains(TextKey.Of(word)) && !lostWords.Contains(word)))
                {
                    yield return $"{id} pack word '{word}'";
                }
            }
        }

        foreach (Category category in before.Categories)
        {
            Category? now = after.Categories.FirstOrDefault(one => one.Id == category.Id);
            if (now is null)
            {
                if (!changes.Any(change => change.What == "category" && change.Id == category.Id && change.Kind == ChangeKind.Removed))
                {
                    yield return category.Id;
                }

                continue;
            }

            foreach ((string language, IReadOnlyList<string> names) in category.Names)
            {
                if (!now.Names.GetValueOrDefault(language, []).SequenceEqual(names)
                    && !changes.Any(change => change.What == "category" && change.Id == category.Id && change.Detail == "names." + language
                        && change.Before == string.Join(", ", names)))
                {
                    yield return $"{category.Id} names {language}";
                }
            }

            HashSet<string> line = [.. Line(before, category.Id), .. Line(after, category.Id)];
            foreach (AttributeDefinition lost in category.Attributes.Where(
                one => now.Attributes.All(kept => kept.Id != one.Id) && after.TryFindAttribute(one.Id, out _)))
            {
                if (!changes.Any(change => change.Kind == ChangeKind.Detached && change.Detail == lost.Id && line.Contains(change.Id)))
                {
                    yield return $"{category.Id} attribute {lost.Id}";
                }
            }
        }

        IEnumerable<string> WordsOf(ValueId id)
        {
            after.TryFindAttribute(id.Attribute, out AttributeDefinition? owner);
            return PackSynonyms.Of(owner!, after.Packs).Where(pair => pair.Value.Id == id.Value).Select(pair => pair.Word);
        }
    }

    private static IEnumerable<string> Line(ProductTaxonomy taxonomy, string? id)
    {
        for (; id is not null; id = taxonomy.Categories.First(category => category.Id == id).ParentId)
        {
            yield return id;
        }
    }

    private static bool Names(TaxonomyChange change, string text) => change.Kind switch
    {
        ChangeKind.Deprecated or ChangeKind.Split => TextKey.Of(change.Name) == TextKey.Of(text),
        ChangeKind.Renamed or ChangeKind.AliasRemoved or ChangeKind.SpellingLost => TextKey.Of(change.Before!) == TextKey.Of(text),
        ChangeKind.Changed => change.Detail!.StartsWith("locales.", StringComparison.Ordinal) && change.Before == text,
        _ => false,
    };

    private static IEnumerable<string> Texts(TaxonomyValue value) => value.Aliases.Prepend(value.Label).Concat(value.LocaleLabels.Values);

    private static TaxonomyValue Find(ProductTaxonomy taxonomy, string id) => new ValueSuccession(taxonomy).Find(Id(id))!;

    private static ValueId Id(string id) => ValueId.TryParse(id, out ValueId found) ? found : throw new ArgumentException(id);
}
