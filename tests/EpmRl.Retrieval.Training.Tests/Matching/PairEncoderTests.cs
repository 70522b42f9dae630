using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Matching.Onnx;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Matching;

namespace EpmRl.Retrieval.Training.Tests.Matching;

public sealed class PairEncoderTests : IDisposable
{
    private static readonly AspectRules Rules = AspectRules.Load(AspectRules.ShippedFolder);

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_trained_encoder_tells_pairs_of_new_products_apart_and_is_the_same_after_it_was_written()
    {
        using PairEncoderTrainer trainer = Trained(out List<string> said);
        PairExample[] asked = Examples(seed: 9, 40);
        MarkedPair[] texts = [.. asked.Select(example => example.Texts)];
        float[] trained = trainer.Score(texts, TestContext.Current.CancellationToken);
        trainer.Save(scratch["written"], TestContext.Current.CancellationToken);

        using var exact = OnnxPairEncoder.Open(scratch["written"], EncoderPrecision.Fp32);
        using var rounded = OnnxPairEncoder.Open(scratch["written"]);
        float[] read = exact.Score(texts, TestContext.Current.CancellationToken);
        float[] inIntegers = rounded.Score(texts, TestContext.Current.CancellationToken);

        int right = asked.Where((example, i) => trained[i] > 0 == example.IsSame).Count();
        Assert.True(right >= 34, $"{right} of 40 right.\n{string.Join('\n', said)}");
        Assert.All(texts, (_, i) => Assert.Equal(trained[i], read[i], 0.02)); // the file holds 16 bits
        int agree = texts.Where((_, i) => inIntegers[i] > 0 == read[i] > 0).Count();
        Assert.True(agree >= 38, $"{agree} of 40 agree.");
    }

    [Fact]
    public void The_order_of_the_listings_changes_nothing()
    {
        using PairEncoderTrainer trainer = Trained(out _, epochs: 1);
        trainer.Save(scratch["written"], TestContext.Current.CancellationToken);
        using var encoder = OnnxPairEncoder.Open(scratch["written"]);
        MarkedPair[] texts = [.. Examples(seed: 9, 20).Select(example => example.Texts)];

        Assert.Equal(
            encoder.Score(texts, TestContext.Current.CancellationToken),
            encoder.Score([.. texts.Select(pair => new MarkedPair(pair.B, pair.A))], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_folder_without_a_head_is_refused_with_the_missing_tensor()
    {
        var refused = Assert.Throws<ModelFormatException>(() => OnnxPairEncoder.Open(TestPaths.InProject("models", "catalog-l6")));

        Assert.Contains("pair.dense.weight", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_carry_the_mark_of_their_word_and_the_side_of_their_listing()
    {
        WordPieceTokenizer tokenizer = WordPieceTokenizer.Load(TestPaths.InProject("models", "catalog-l6"));
        PreparedListing[] listings = Prepare("Aria lamp LX500", "Aria lamp LX501");
        (MarkedText a, MarkedText b) = WordMarks.Of(listings[0], listings[1]);

        PairTokens tokens = PairTokens.Of(tokenizer, a, b);

        Assert.Equal(tokens.Ids.Length, tokens.Types.Length);
        Assert.Equal(0, tokens.Types[0]);
        int half = Array.IndexOf(tokens.Ids, tokenizer.SeparatorId);
        Assert.All(tokens.Types[1..half], type => Assert.InRange(type, 1, WordMarks.Count));
        Assert.All(tokens.Types[(half + 1)..^1], type => Assert.InRange(type, WordMarks.Count + 1, PairTokens.TypeCount - 1));
        Assert.Equal(PairTokens.TypeOf(0, a.MarkAt(0)), tokens.Types[1]);
        Assert.Equal(PairTokens.TypeOf(0, a.MarkAt(a.Text.IndexOf("LX500", StringComparison.Ordinal))), tokens.Types[half - 1]);
    }

    [Fact]
    public void A_parsed_listing_names_the_aspects_of_its_words()
    {
        WordPieceTokenizer tokenizer = WordPieceTokenizer.Load(TestPaths.InProject("models", "catalog-l6"));
        PreparedListing listing = Prepare("Aria lamp black 8 W", "Other")[0];

        (PairTokens tokens, int[] aspects) = ParsedListing.Of(tokenizer, listing);

        int black = Array.FindIndex(tokens.Ids, id => tokenizer.TokenOf(id) == "black");
        int color = Rules.PlaceOf(Rules.Attributes.Single(attribute => attribute.Id == "color").Id);
        Assert.Equal(color + 1, aspects[black]);
        Assert.Equal((-1, -1), (aspects[0], aspects[^1]));
        Assert.Equal(0, aspects[Array.FindIndex(tokens.Ids, id => tokenizer.TokenOf(id) == "lamp")]);
    }

    [Theory]
    [InlineData(new[] { 10, 1_000, 1_000 }, 610, new[] { 10, 300, 300 })]
    [InlineData(new[] { 5, 6 }, 100, new[] { 5, 6 })]
    [InlineData(new[] { 90, 10 }, 40, new[] { 30, 10 })]
    public void Pairs_are_drawn_from_the_data_sets_as_evenly_as_their_sizes_allow(int[] sizes, int total, int[] expected) =>
        Assert.Equal(expected, PairLearning.Shares(sizes, total));

    [Fact]
    public void The_join_trusts_what_is_right()
    {
        var random = new Random(3);
        (double, double, bool, float)[] scored = [.. Enumerable.Range(0, 2_000).Select(i =>
        {
            bool same = random.Next(9) == 0;
            double noise = random.NextDouble() - 0.5;
            return (random.NextDouble() - 2, (same ? 2.0 : -2.0) + (6 * noise), same, 1f);
        })];

        PairJoin join = PairJoinFit.Of(scored);

        Assert.True(join.Encoder > 5 * Math.Abs(join.Trees), $"{join}");
        Assert.InRange(join.SameFrom, 0.05, 0.95);
        Assert.True(join.DifferentTo < join.SameFrom);
    }

    private PairEncoderTrainer Trained(out List<string> said, int epochs = 6)
    {
        var lines = new List<string>();
        said = lines;
        var trainer = new PairEncoderTrainer(
            new PairEncoderOptions
            {
                Base = TestPaths.InProject("models", "catalog-l6"), Folder = scratch["unused"], Layers = 1, Epochs = epochs, Parsed = 32,
                LearningRate = 1e-3, BatchPairs = 16, Threads = 1,
            },
            lines.Add);
        trainer.Train(
            Prepare("Aria lamp black 8 W", "Brisa lamp white 12 W"), Rules.Aspects.Count, Examples(seed: 1, 160), Examples(seed: 2, 20),
            TestContext.Current.CancellationToken);
        return trainer;
    }

    // Half of the pairs are one product in other words, half differ in their code.
    private static PairExample[] Examples(int seed, int count)
    {
        var random = new Random(seed);
        string[] makers = ["Lumenar", "Stratodisk", "Kelvora", "Ostrava"], things = ["lamp", "drive", "kettle", "scale"];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            string maker = makers[random.Next(4)], thing = things[random.Next(4)], code = Code();
            bool same = i % 2 == 0;
            string other = same ? code : Code();
            PreparedListing[] listings = Prepare($"{maker} {thing} {code} new", $"{thing} {other} by {maker}");
            return new PairExample(WordMarks.Of(listings[0], listings[1]), same, 1);
        })];

        string Code() => $"{(char)('A' + random.Next(26))}{random.Next(100, 999)}";
    }

    private static PreparedListing[] Prepare(string first, string second) =>
    [
        .. PreparedCatalog.Of(
            [new ProductProfile { Id = "1", Title = first }, new ProductProfile { Id = "2", Title = second }], Rules,
            new TokenTable(new Dictionary<string, int>(), 0)).Listings,
    ];
}
