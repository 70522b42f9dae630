using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Identification;

namespace EpmRl.Retrieval.Training.Tests.Identification;

public sealed class IdentificationTrainerTests : IDisposable
{
    private static readonly AttributeDefinition Color =
        new() { Id = "color", Name = "Color", Values = SmallTaxonomy.Values("Red", "Blue", "Green") };

    private static readonly AttributeDefinition Depth = new()
    {
        Id = "depth", Name = "Depth", Kind = AttributeKind.Measurement, Open = true, RoleWords = ["deep"],
        Quantity = new QuantityFormat { Unit = "mm", InputUnits = ["mm"] },
    };

    private readonly ScratchFolder folder = new();
    private readonly HashingEncoder encoder = new();
    private EmbeddedVectorIndex? index;

    public void Dispose()
    {
        index?.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_word_that_labels_explain_implies_its_value()
    {
        EvaluationEngine trained = await TrainAsync();

        Assert.Equal("Red", await AnswerAsync(trained, "Crimson stool", "Color"));
        Assert.Equal("Blue", await AnswerAsync(trained, "Navy stool", "Color"));
    }

    [Fact]
    public async Task A_place_that_labels_know_gives_its_number_and_another_one_nothing()
    {
        EvaluationEngine trained = await TrainAsync();

        Assert.Equal("45 mm", await AnswerAsync(trained, "Navy stool, seat 45 mm", "Depth"));
        Assert.Null(await AnswerAsync(trained, "Navy stool, for shelves 45 mm", "Depth"));
    }

    [Fact]
    public async Task An_unlisted_and_unlabelled_brand_is_read_where_brands_usually_are()
    {
        string[] makers = ["Aldona", "Brixwell", "Cormaran", "Duvelle", "Estovar", "Fenwick Brothers", "Gandolin", "Hartmoor"];
        string[] things = ["Oak chair", "Pine bench", "Glass table", "Steel shelf", "Round stool"];
        var maker = new AttributeDefinition { Id = "maker", Name = "Maker", Open = true, Values = SmallTaxonomy.Values("Aldona") };
        await new IndexBuilder(folder["makers"]).BuildAsync(SmallTaxonomy.Of(maker), encoder);
        index = EmbeddedVectorIndex.Open(folder["makers"]);
        LabelledListing[] listings =
        [
            .. Enumerable.Range(0, 80).Select(i => new LabelledListing
            {
                Profile = new ProductProfile
                {
                    Id = $"{i}", Category = "Things",
                    Title = i % 4 == 3 ? $"{things[i % 5]} with cushion, new" : $"{things[i % 5]} by {makers[i % 8]}, new",
                },
                Category = "Things",
                Line = i + 1,
                Gold = new Dictionary<string, IReadOnlyList<string>> { ["Maker"] = i % 4 == 3 ? [] : [makers[i % 8]] },
            }),
        ];

        EvaluationEngine trained = await TrainAsync(listings);

        Assert.Equal("Zorbani", await AnswerAsync(trained, "Pine chair by Zorbani, new", "Maker"));
        Assert.Equal("Aldona", await AnswerAsync(trained, "Glass stool by Aldona, new", "Maker"));
        Assert.Null(await AnswerAsync(trained, "Pine chair with cushion, new", "Maker"));
    }

    [Fact]
    public async Task A_model_answers_the_same_after_its_file_was_written_and_read()
    {
        EvaluationEngine trained = await TrainAsync();
        string file = folder["identification.json"];
        IdentificationModelFile.Save(trained.Options.Model!, file);
        var read = trained with { Options = trained.Options with { Model = IdentificationModelFile.Load(file) } };

        foreach (string title in new[] { "Crimson stool, seat 45 mm", "Navy bench", "Oak bench, for shelves 30 mm" })
        {
            TagResult one = await TagAsync(trained, title);
            TagResult other = await TagAsync(read, title);
            Assert.Equal(
                one.Attributes.SelectMany(answer => answer.Values).Select(value => (value.Label, Math.Round(value.Score, 5))),
                other.Attributes.SelectMany(answer => answer.Values).Select(value => (value.Label, Math.Round(value.Score, 5))));
        }
    }

    [Fact]
    public async Task The_same_labels_give_the_same_model()
    {
        IdentificationModelFile.Save((await TrainAsync()).Options.Model!, folder["one.json"]);
        IdentificationModelFile.Save((await TrainAsync()).Options.Model!, folder["two.json"]);

        Assert.Equal(File.ReadAllText(folder["one.json"]), File.ReadAllText(folder["two.json"]));
    }

    [Fact]
    public async Task Training_and_identification_see_the_same_features_of_a_listing()
    {
        EvaluationEngine trained = await TrainAsync();
        LabelledListing listing = Listing(1, ("Crimson chair, seat 21 mm deep, for shelves 30 mm", "Red", "21"));
        EvaluationEngine untrained = trained with { Options = new IdentificationOptions() };
        LabelledReading learned = Assert.Single(
            await IdentificationTrainer.ReadAsync([listing], untrained, IdentificationTrainer.ReaderOf(untrained), CancellationToken.None));

        var identifier = new ListingIdentifier(trained.Index.Taxonomy, trained.Options);
        EmbeddingBatch vectors =
            await new AttributeIdentifier(trained.Index, trained.Encoder, trained.Options).EncodeAsync([listing.Profile]);
        ListingContext served = await identifier.Reader.ReadAsync(
            trained.Index, trained.Index.Taxonomy.Categories[0], new ListingText(listing.Profile), vectors[0], null,
            CancellationToken.None);

        foreach (AttributeDefinition attribute in new[] { Color, Depth })
        {
            string[] features = FeaturesOf(attribute, learned.Reading);
            Assert.NotEmpty(features);
            Assert.Equal(features, FeaturesOf(attribute, served));
        }

        Assert.Equal(trained.Options.Model!.Text.Score(learned.Reading), trained.Options.Model.Text.Score(served));
    }

    // Every feature of every candidate, of its mentions and of the null value, by name.
    private static string[] FeaturesOf(AttributeDefinition attribute, ListingContext listing)
    {
        var vocabulary = new FeatureVocabulary();
        CandidateSet set = new FeatureExtractor(attribute, vocabulary, _ => -1).Extract(listing);
        return
        [
            .. set.Candidates.SelectMany(
                candidate => candidate.Mentions.Append(candidate.Features).SelectMany(Named(candidate.Candidate.Label))),
            .. Named("null")(set.Null),
        ];

        Func<IReadOnlyList<Feature>, IEnumerable<string>> Named(string owner) =>
            features => features.Select(feature => $"{owner}: {vocabulary.Names[feature.Id]} {feature.Value:R}");
    }

    [Fact]
    public async Task A_listing_of_junk_is_answered_in_linear_time()
    {
        EvaluationEngine trained = await TrainAsync();
        const double MostGrowth = 6; // 4 is linear, 16 quadratic

        Growth growth = CpuTime.Grow(() => Answer(2_500), () => Answer(10_000), MostGrowth);

        Assert.True(growth.Ratio <= MostGrowth, $"{growth}");

        void Answer(int repetitions) => Assert.Equal(
            "45 mm",
            AnswerAsync(trained, string.Concat(Enumerable.Repeat("Crimson seat 45 mm ", repetitions)), "Depth").GetAwaiter().GetResult());
    }

    [Fact]
    public async Task A_model_of_another_space_is_refused()
    {
        EvaluationEngine trained = await TrainAsync();
        var other = new HashingEncoder(precision: "int8");
        string path = folder["other"];
        await new IndexBuilder(path).BuildAsync(SmallTaxonomy.Of(Color, Depth), other);
        using EmbeddedVectorIndex otherIndex = EmbeddedVectorIndex.Open(path);

        var refused = Assert.Throws<SpaceMismatchException>(
            () => new AttributeIdentifier(otherIndex, other, new IdentificationOptions { Model = trained.Options.Model }));
        Assert.Contains("Train it again with this encoder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_of_sizes_that_labels_know_gives_each_attribute_its_own_number()
    {
        AttributeDefinition[] sides =
            [.. new[] { "Width", "Height" }.Select(name => Depth with { Id = name, Name = name, RoleWords = [] })];
        await new IndexBuilder(folder["sides"]).BuildAsync(SmallTaxonomy.Of(sides), encoder);
        using EmbeddedVectorIndex sideIndex = EmbeddedVectorIndex.Open(folder["sides"]);
        EngineSource untrained = OneEngine(new EvaluationEngine(encoder, sideIndex, new IdentificationOptions()));
        LabelledListing[] listings =
        [
            // One number in ten is nobody's, so that attributes by themselves are never quite sure.
            .. Enumerable.Range(0, 80).Select(i => Listing(i, ($"Panel {20 + i} x {19 - (i % 7)} mm", null, null)) with
            {
                Gold = new Dictionary<string, IReadOnlyList<string>>
                {
                    ["Width"] = i % 10 == 9 ? [] : [i % 3 == 0 ? $"{20 + i}" : $"{19 - (i % 7)}"],
                    ["Height"] = i % 10 == 9 ? [] : [i % 3 == 0 ? $"{19 - (i % 7)}" : $"{20 + i}"],
                },
            }),
        ];

        EvaluationEngine trained = await new IdentificationTrainer(
            new IdentificationModelOptions(), new FoldPlan(3), new CalibrationFitterOptions()).TrainAsync(listings, untrained);

        Assert.InRange(trained.Options.Model!.Exclusion, 0.5, 1);
        Assert.NotEqual(await AnswerAsync(trained, "Panel 47 x 14 mm", "Width"), await AnswerAsync(trained, "Panel 47 x 14 mm", "Height"));
    }

    [Theory]
    [InlineData("{\"format\": 1, \"space\": \"s\", \"exclusion\": 2, \"features\": {}, \"terms\": {}, \"rows\": []}", "'exclusion' is 2, expected 0 to 1")]
    [InlineData("{", "it ends in the middle of the JSON")]
    [InlineData("{\"format\": 9}", "format 9")]
    [InlineData("{\"format\": 1, \"space\": \"s\", \"features\": {\"a\": 1}, \"terms\": {}, \"rows\": [{\"name\": \"r\", \"vector\": \"\", \"words\": {\"x\": 1}}]}", "'x', which is not a term")]
    [InlineData("{\"format\": 1, \"space\": \"s\", \"features\": {\"a\": 1e99}, \"terms\": {}, \"rows\": []}", "expected a finite number")]
    public void A_damaged_file_is_refused_with_what_is_wrong(string text, string said)
    {
        File.WriteAllText(folder["identification.json"], text);

        var refused = Assert.Throws<ModelFormatException>(() => IdentificationModelFile.Load(folder["identification.json"]));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    private async Task<EvaluationEngine> TrainAsync()
    {
        if (index is null)
        {
            await new IndexBuilder(folder["index"]).BuildAsync(SmallTaxonomy.Of(Color, Depth), encoder);
            index = EmbeddedVectorIndex.Open(folder["index"]);
        }

        return await TrainAsync(Listings());
    }

    private async Task<EvaluationEngine> TrainAsync(LabelledListing[] listings)
    {
        EngineSource untrained = OneEngine(new EvaluationEngine(encoder, index!, new IdentificationOptions()));
        return await new IdentificationTrainer(new IdentificationModelOptions(), new FoldPlan(3), new CalibrationFitterOptions())
            .TrainAsync(listings, untrained);
    }

    private static LabelledListing[] Listings() =>
    [
        .. Enumerable.Range(0, 60).Select(i => Listing(i, (i % 3) switch
        {
            0 => ($"Crimson chair, seat {20 + i} mm", "Red", $"{20 + i}"),
            1 => ($"Navy table, seat {20 + i} mm", "Blue", $"{20 + i}"),
            _ => ($"Oak bench, for shelves {20 + i} mm", null, null),
        })),
    ];

    private static LabelledListing Listing(int number, (string Title, string? Color, string? Depth) row) => new()
    {
        Profile = new ProductProfile { Id = $"{number}", Title = row.Title, Category = "Things" },
        Category = "Things",
        Line = number + 1,
        Gold = new Dictionary<string, IReadOnlyList<string>>
        {
            ["Color"] = row.Color is null ? [] : [row.Color],
            ["Depth"] = row.Depth is null ? [] : [row.Depth],
        },
    };

    private static async Task<string?> AnswerAsync(EvaluationEngine engine, string title, string attribute) =>
        (await TagAsync(engine, title)).Attributes.Single(answer => answer.Attribute == attribute).Values.FirstOrDefault()?.Label;

    private static async Task<TagResult> TagAsync(EvaluationEngine engine, string title) =>
        (await new AttributeIdentifier(engine.Index, engine.Encoder, engine.Options)
            .IdentifyAsync([new ProductProfile { Id = "x", Title = title, Category = "Things" }]))[0];

    private static EngineSource OneEngine(EvaluationEngine engine) => new((_, _) => Task.FromResult(engine));
}
