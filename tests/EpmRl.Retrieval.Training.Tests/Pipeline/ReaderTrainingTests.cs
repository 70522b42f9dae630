using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Pipeline;
using EpmRl.Retrieval.Training.Spans;

namespace EpmRl.Retrieval.Training.Tests.Pipeline;

/// <summary>From labelled and composed listings to a model folder whose reader judges places, with the shipped encoder.</summary>
public sealed class ReaderTrainingTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    [Fact]
    public async Task A_trained_reader_learns_cues_proposes_names_and_leaves_the_vectors_alone()
    {
        string start = TestPaths.InProject("models", "catalog-l6");
        TrainingOutcome outcome = await TrainingRun.RunAsync(Plan(start));

        SpanSourceFigures contexts = outcome.Reader!.Figures.BySource["contexts"];
        Assert.True(contexts.Twins > 10);
        Assert.InRange(contexts.Right, 0.7, 1);
        Assert.InRange(outcome.Reader.Figures.Loss, 0, 0.6); // a coin has log 2
        var precise = new ModelFolderOptions { Encoder = new() { Precision = EncoderPrecision.Fp32 } };
        using ModelFolder before = ModelFolder.Open(start, precise);
        using ModelFolder after = ModelFolder.Open(scratch["made"], precise);
        Assert.NotNull(after.Reader);
        Assert.Equal(before.Space.Fingerprint, after.Space.Fingerprint);
        Assert.Equal(await VectorOf(before.Encoder), await VectorOf(after.Encoder));

        ProductTaxonomy mugs = Mugs();
        await new IndexBuilder(scratch["index"]).BuildAsync(mugs, after.Encoder);
        using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(scratch["index"]);
        TagResult read = Assert.Single(await new AttributeIdentifier(index, after.Encoder).IdentifyAsync([Mug]));
        TagResult unread = Assert.Single(
            await new AttributeIdentifier(index, after.Encoder, new IdentificationOptions { Reader = false }).IdentifyAsync([Mug]));

        Assert.True(Score(read, "color") <= Score(unread, "color")); // it may doubt a listed value, and never raises one
        Assert.Empty(Answer(unread, "maker").Alternatives.Concat(Answer(unread, "maker").Values));
        Assert.NotEmpty(Answer(read, "maker").Alternatives.Concat(Answer(read, "maker").Values)); // its list is empty
    }

    public void Dispose() => scratch.Dispose();

    private static ProductProfile Mug { get; } = new() { Id = "1", Title = "Tavolo Blue Ceramic Mug", Category = "Things" };

    private static AttributeAnswer Answer(TagResult result, string attribute) =>
        result.Attributes.Single(answer => answer.AttributeId == attribute);

    private static double Score(TagResult result, string attribute)
    {
        AttributeAnswer answer = Answer(result, attribute);
        return answer.Values.Concat(answer.Alternatives).Single(value => value.Label == "Blue").Score;
    }

    private static async Task<float[]> VectorOf(ITextEncoder encoder) => (await encoder.EncodeAsync(["a blue mug"]))[0].ToArray();

    private static ProductTaxonomy Mugs()
    {
        AttributeDefinition[] attributes =
        [
            new() { Id = "color", Name = "Color", Values = [new() { Id = "blue", Label = "Blue" }, new() { Id = "red", Label = "Red" }] },
            new() { Id = "maker", Name = "Brand", Kind = AttributeKind.Text, Open = true },
        ];
        return SmallTaxonomy.Of(attributes);
    }

    private TrainingPlan Plan(string start)
    {
        string[] makers = ["Alvero", "Brenta", "Corvina", "Delphi", "Estrel", "Fondri", "Galvan", "Hestia", "Ingram", "Juvela"];
        LabelledListing[] mugs =
        [
            .. makers.Select((maker, i) => (maker, Color: i % 2 == 0 ? "Blue" : "Red")).Select(mug => Listing(
                $"{mug.maker} {mug.Color} Stoneware Mug", "Things", ("Color", mug.Color), ("Brand", mug.maker))),
        ];
        LabelledListing[] shirts = [Listing("Cotton T-shirt", "T-shirts", ("Material", "Cotton"))];
        return new TrainingPlan
        {
            Data = Set("shirts", [.. shirts, .. shirts]),
            Taxonomy = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample")),
            ReaderSources = [new ReaderSource(Set("mugs", mugs), Mugs())],
            Contexts = TestPaths.InProject("taxonomy", "contexts"),
            Base = start,
            Out = scratch["made"],
            Run = scratch["run"],
            Parts = TrainedParts.Reader,
            Configuration = new() { Reader = new() { Epochs = 6, BatchTexts = 16, LearningRate = 3e-3 } },
        };
    }

    private LabelledDataSet Set(string name, LabelledListing[] listings)
    {
        File.WriteAllText(scratch[name], name); // the card names its hash
        return new LabelledDataSet { Name = name, File = scratch[name], Listings = listings, BadRows = [] };
    }

    private static LabelledListing Listing(string title, string category, params (string Attribute, string Label)[] gold) => new()
    {
        Profile = new ProductProfile { Id = title, Title = title, Category = category },
        Category = category,
        Gold = gold.ToDictionary(pair => pair.Attribute, pair => (IReadOnlyList<string>)[pair.Label], StringComparer.Ordinal),
        Line = 1,
    };
}
