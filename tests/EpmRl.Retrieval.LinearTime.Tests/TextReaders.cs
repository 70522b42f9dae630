using System.Text.Json;
using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.LinearTime.Tests;

/// <summary>The readers of a listing's text or of a query.</summary>
internal static class TextReaders
{
    private static readonly ProductTaxonomy Sample = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));

    // All attributes of the sample in one category, which a listing meets all readers in.
    private static readonly Category Everything = new() { Id = "all", Name = "All", Path = "All", Attributes = Sample.Attributes };

    public static IEnumerable<HostileReader> All()
    {
        yield return new("clean text", text => CleanText.Of(text));
        yield return new("words", text => Word.Split(text));
        var cues = new CueTable(Sample.Packs);
        yield return new(
            "cues", text => _ = new FieldCues(FieldText.OfTitle(text), cues), Repeated("without a or "), Repeated("fits a, "),
            Repeated("fits a and "),
            Repeated("and a not included, "), Repeated("a, a sold separately and "), Repeated("available in "), Repeated("蓋なし"),
            Repeated("for any of the "));
        yield return new("text key", text => TextKey.Of(text));
        yield return new("Unicode forms", text => UnicodeForms.Compose(text, compatibility: false));
        yield return new("slug", text => Slug.Of(text));
        yield return new("column map", text => Try<InvalidRequestException>(() => ColumnMap.Parse("title=" + text)));
        yield return new("kind of a label", text => KindInference.Infer([text, "1" + text], new UnitLookup(Sample.Units)));
        Action<string> rules = Identify(new IdentificationOptions { Channels = IdentificationChannels.Mentions }, Sample, Everything);
        yield return new("listing by rules", rules);
        var model = new IdentificationModel(
            "space", new FeatureVocabulary { IsGrowing = false }, [],
            new TextWeights([], new FeatureVocabulary { IsGrowing = false }, [], [], []), 0.5);
        var options = new IdentificationOptions { Channels = IdentificationChannels.Mentions, Model = model };
        yield return new("listing by a learned model", Identify(options, Sample, Everything));
        CategoryColumns columns = Columns();
        yield return new(
            "column of an attribute", text => columns.Join(Column(text, "red"), NoAnswers), Repeated("a-"), Repeated("("), Repeated("aB"),
            Repeated(") "));
        string[] own = [.. Sample.Attributes.Take(20).Select(attribute => attribute.Id)];
        yield return new(
            "cell of an attribute", text =>
                Array.ForEach(own, name => columns.Join(Column(name, text[..Math.Min(text.Length, RowColumns.LongestCell)]), NoAnswers)),
                Repeated("1 kg; "), Repeated("red/"));

        var kinds = new KindReader(KindTable.Of(Sample));
        yield return new(
            "kinds of product", text => _ = new NamedKinds(kinds.Read(FieldText.Of(Title(text))), ProfileField.Title).For("laptops"));
        yield return new("alias mining", MineAliases);
        WordPieceTokenizer tokenizer = WordPieceTokenizer.Load(TestPaths.InProject("models", "catalog-l6"));
        yield return new("tokenizer", text => tokenizer.Encode(text));
        var spellings = new SpellingIndex(Sample);
        var amounts = new AmountReader(Sample);
        yield return new("stated amounts", text => amounts.Read(text), Repeated("16 GB "), Repeated("1-2 in "));
        yield return new("forms of a label", text => LabelForms.Of(text), Repeated("a/"), Repeated("a ("));
        yield return new("spelling search", text => spellings.Find(text, _ => true), Repeated("16 GB "), Repeated("1024 MB color "));
        yield return new("query correction", text => spellings.Correct(text));
        yield return new("closest name", text => ClosestName.Hint(text, [text + "a", "color"]));
    }

    /// <summary>The readers of the kinds that a schema file declares for labelled offers.</summary>
    public static HostileReader OfSchema()
    {
        ProductTaxonomy taxonomy =
            TaxonomyImporter.Import(TaxonomySourceFormat.ValuesJson, TestPaths.Shared("data", "wdc-pave", "values.json"),
            new TaxonomyImportOptions { SchemaPath = TestPaths.InProject("taxonomy", "examples", "wdc-pave.schema.yaml") }).Taxonomy;
        return new("listing of a schema's category", Identify(
            new IdentificationOptions { Channels = IdentificationChannels.Mentions }, taxonomy,
            taxonomy.Categories.MaxBy(category => category.Attributes.Count)!));
    }

    private static HostileText Repeated(string text) => HostileText.Repeated(text);

    private static CategoryColumns Columns()
    {
        var identifier = new ListingIdentifier(Sample, new IdentificationOptions { Channels = IdentificationChannels.Mentions });
        return new CategoryColumns(
            Everything, identifier.Mentions, identifier.DeciderOf, attribute => CategoryColumns.ReaderOf(attribute, identifier.Mentions));
    }

    private static Action<string> Identify(IdentificationOptions options, ProductTaxonomy taxonomy, Category category)
    {
        var identifier = new ListingIdentifier(taxonomy, options);
        return text => identifier.Identify(identifier.Reader.Read(category, new ListingText(Title(text)), default, []));
    }

    private static readonly AttributeAnswer[] NoAnswers =
    [
        .. Sample.Attributes.Select(attribute => new AttributeAnswer
        {
            AttributeId = attribute.Id, Attribute = attribute.Name, Status = AnswerStatus.NoValue, Values = [], Alternatives = [],
            Reason = "",
        }),
    ];

    private static ProductProfile Column(string name, string cell) => new()
    {
        Id = "1", Title = "x", Extra = new Dictionary<string, JsonElement> { [name] = JsonSerializer.SerializeToElement(cell) },
    };

    private static ProductProfile Title(string text) => new() { Id = "1", Title = text };

    private static void MineAliases(string text)
    {
        LabelledListing[] listings =
        [
            .. Enumerable.Range(0, 4).Select(i => new LabelledListing
            {
                Profile = new ProductProfile
                {
                    Id = $"{i}",
                    Title = i % 2 == 0 ? text : $"plain {i}",
                    Description = $"listing {i}",
                    Category = "Cordless drills",
                },
                Category = Sample.Categories.First(category => category.Attributes.Any(attribute => attribute.Id == "color")).Id,
                Gold = new Dictionary<string, IReadOnlyList<string>> { ["Color"] = i % 2 == 0 ? ["Black"] : ["White"] },
                Group = $"shop {i}",
                Line = i + 1,
            }),
        ];
        AliasMiner.Mine(listings, Sample, new AliasMinerOptions { MinSupport = 2 });
    }

    internal static void Try<T>(Action read)
        where T : Exception
    {
        try
        {
            read();
        }
        catch (T)
        {
            // What the reader says of the text is for other tests.
        }
    }
}
