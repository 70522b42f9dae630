using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class IdentificationEvaluationTests : IAsyncLifetime
{
    private static readonly PairScorer Scorer = new(LabelMatch.Exact);

    private readonly ScratchFolder folder = new();
    private readonly HashingEncoder encoder = new();
    private EmbeddedVectorIndex index = null!;
    private LabelledDataSet data = null!;

    public async ValueTask InitializeAsync()
    {
        await new IndexBuilder(folder.Path).BuildAsync(
            SmallTaxonomy.Of(new AttributeDefinition { Id = "color", Name = "Color", Values = SmallTaxonomy.Values("Red", "Blue") }),
            encoder);
        index = EmbeddedVectorIndex.Open(folder.Path);
        string category = index.Taxonomy.Categories[0].Name;
        data = new LabelledDataSet
        {
            Name = "chairs",
            Format = default,
            File = "chairs.jsonl",
            BadRows = [],
            Listings = [.. new[] { "Red", "Blue", "Red", "Blue", "Blue", "Red" }
                .Select(
                    (color, i) => Labelled.Listing(category, $"{color} chair {i}", ("Color", [color])) with { Group = $"shop {i % 3}" })],
        };
    }

    public ValueTask DisposeAsync()
    {
        index.Dispose();
        encoder.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_listing_is_answered_by_an_engine_that_was_trained_on_the_other_folds()
    {
        var trainer = new RecordingTrainer();
        IReadOnlyList<EvaluationRound> rounds = EvaluationRounds.OfFolds(data.Listings, new FoldPlan(3));

        IReadOnlyList<PairResult> pairs = await new IdentificationEvaluation(data, new EngineAnswers(), Scorer)
            .RunAsync(OneEngine().Trained(trainer.TrainAsync), rounds);

        Assert.Equal(Enumerable.Range(0, 6), pairs.Select(pair => pair.ListingIndex));
        Assert.Equal(3, trainer.Trained.Count);
        Assert.All(rounds.Zip(trainer.Trained), round =>
            Assert.Equal(6, round.First.Asked.Select(i => data.Listings[i]).Union(round.Second).Count()));
        Assert.All(
            rounds.Zip(trainer.Trained), round => Assert.Empty(round.First.Asked.Select(i => data.Listings[i]).Intersect(round.Second)));
    }

    [Fact]
    public async Task An_engine_is_trained_once_for_the_same_listings()
    {
        var trainer = new RecordingTrainer();
        var engines = OneEngine().Trained(trainer.TrainAsync);

        EvaluationEngine first = await engines.ForAsync([data.Listings[0], data.Listings[1]]);
        EvaluationEngine again = await engines.ForAsync([data.Listings[0], data.Listings[1]]);
        await engines.ForAsync([data.Listings[1], data.Listings[0] with { }]);

        Assert.Same(first, again);
        Assert.Equal(2, trainer.Trained.Count);
    }

    [Fact]
    public async Task Nothing_is_trained_where_no_listing_is_known()
    {
        var trainer = new RecordingTrainer();

        IReadOnlyList<PairResult> pairs = await new IdentificationEvaluation(data, new EngineAnswers(), Scorer)
            .RunAsync(OneEngine().Trained(trainer.TrainAsync), EvaluationRounds.Untrained(data.Listings));

        Assert.Empty(trainer.Trained);
        Assert.All(pairs, pair => Assert.Equal((null, null), (pair.Seen, pair.GroupSeen)));
    }

    [Fact]
    public async Task Pairs_say_whether_their_label_and_their_shop_were_known()
    {
        EvaluationRound round = new([data.Listings[0] /* Red, shop 0 */], [1, 2, 3]); // Blue 1, Red 2, Blue 0

        IReadOnlyList<PairResult> pairs = await new IdentificationEvaluation(data, new EngineAnswers(), Scorer)
            .RunAsync(OneEngine(), [round]);

        Assert.Equal([(false, false), (true, false), (false, true)], pairs.Select(pair => (pair.Seen, pair.GroupSeen)));
    }

    [Fact]
    public async Task Calibration_asks_for_engines_that_lack_the_fold_they_answer_and_encodes_each_listing_once()
    {
        var answers = new EngineAnswers();
        var lists = new List<int>();
        EngineSource untrained = OneEngine(lists);
        long before = encoder.Encoded;

        EvaluationEngine calibrated = await new CalibrationTrainer(answers, Scorer, new FoldPlan(3), new CalibrationFitterOptions())
            .TrainAsync(data.Listings, untrained);
        await answers.AskAsync(calibrated, data.Listings);

        Assert.Equal(6, calibrated.Options.Calibration!.Attributes["color"].Samples);
        Assert.Equal([6, 4, 4, 4], lists);
        Assert.Equal(6, encoder.Encoded - before);
    }

    [Fact]
    public async Task Calibration_of_a_single_shop_is_left_out_where_shops_must_not_be_separated()
    {
        EvaluationEngine engine = await new CalibrationTrainer(
            new EngineAnswers(), Scorer, new FoldPlan(5, ByGroup: true), new CalibrationFitterOptions())
            .TrainAsync([data.Listings[0], data.Listings[3]], OneEngine());

        Assert.Null(engine.Options.Calibration);
    }

    [Fact]
    public async Task Thresholds_are_fitted_to_the_labels_that_the_taxonomy_knows_and_not_without_one()
    {
        var engine = new EvaluationEngine(encoder, index, new IdentificationOptions());
        LabelledListing[] unknown =
            [.. data.Listings.Select(listing => listing with { Gold = new Dictionary<string, IReadOnlyList<string>>() })];

        ThresholdFit? fit = await ThresholdFit.RunAsync(engine, data.Listings, new CalibrationFitterOptions());

        Assert.Equal((6, "color"), (fit!.Samples, Assert.Single(fit.Figures).AttributeId));
        Assert.Null(await ThresholdFit.RunAsync(engine, unknown, new CalibrationFitterOptions()));
    }

    // The same engine for all listings; notes how many were known.
    private EngineSource OneEngine(List<int>? known = null) => new((listings, _) =>
    {
        known?.Add(listings.Count);
        return Task.FromResult(new EvaluationEngine(encoder, index, new IdentificationOptions()));
    });

    private sealed class RecordingTrainer
    {
        public List<IReadOnlyList<LabelledListing>> Trained { get; } = [];

        public async Task<EvaluationEngine> TrainAsync(
            IReadOnlyList<LabelledListing> known, EngineSource untrained, CancellationToken cancellationToken)
        {
            Trained.Add(known);
            return await untrained.ForAsync(known, cancellationToken);
        }
    }
}
