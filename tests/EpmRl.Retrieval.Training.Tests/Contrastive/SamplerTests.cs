using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Tests.Contrastive;

public sealed class SamplerTests
{
    private const int Dimension = 8;

    private static readonly EncoderTrainingOptions Options = new()
    {
        BatchListings = 8, Candidates = 24, Views = 0.5, Wordings = 0.5, UnlabelledNegatives = 0.5,
    };

    [Theory]
    [InlineData(2)]
    [InlineData(24)]
    [InlineData(128)]
    public void A_step_has_the_null_value_all_right_values_and_no_more_candidates_than_asked_for(int candidates)
    {
        (TrainingSet set, BatchSampler sampler) = Sampler(Options with { Candidates = candidates, UnlabelledNegatives = 1 });
        for (int step = 0; step < sampler.StepsPerEpoch * 3; step++)
        {
            TrainingBatch batch = sampler.At(step);
            foreach (IGrouping<int, BatchPrompt> group in batch.Prompts.GroupBy(prompt => prompt.Group))
            {
                int right =
                    batch.Pairs.Where(pair => pair.Label.Group == group.Key).SelectMany(pair => pair.Label.Values).Distinct().Count();
                Assert.InRange(group.Count(), 1, Math.Max(candidates, right + 1));
                Assert.Equal(group.Count(), group.Select(prompt => prompt.Value).Distinct().Count());
                Assert.Equal(PromptGroup.NullValue, group.First().Value);
            }

            Assert.All(batch.Pairs, pair => Assert.Contains(batch.Prompts, pair.IsRight));
            if (candidates == 128)
            {
                Assert.Contains(batch.Prompts.GroupBy(prompt => prompt.Group), group => group.Count() == 128);
            }
        }
    }

    [Fact]
    public void A_category_with_very_many_attributes_does_not_make_a_step_of_very_many_prompts()
    {
        AttributeDefinition[] attributes = [.. Enumerable.Range(0, 300).Select(a => new AttributeDefinition
        {
            Id = $"a{a}",
            Name = $"Attribute {a}",
            Values = [.. Enumerable.Range(0, 30).Select(v => new TaxonomyValue { Id = $"v{v}", Label = $"value {v}" })],
        })];
        var taxonomy = new ProductTaxonomy(
            "wide", "v1", [new Category { Id = "hat", Name = "hat", Path = "hat", Attributes = attributes }], attributes);
        LabelledListing listing = ShopData.Listing(
            "hat", "hat",
            attributes.ToDictionary(attribute => attribute.Name, _ => (IReadOnlyList<string>)["value 7"], StringComparer.Ordinal));
        TrainingSet set = TrainingSet.Of([listing], taxonomy, new PromptTemplates());
        var candidates = new CandidateSampler(set, [0], new VectorBank(set, Dimension), Options with { UnlabelledNegatives = 1 });

        TrainingBatch batch = new BatchSampler(set, [0], candidates, new ListingViews(new PromptTemplates()), [], Options).At(0);

        Assert.Equal(300, batch.Pairs.Count);
        Assert.InRange(batch.Prompts.Count, 600, 1024);
        Assert.All(batch.Pairs, pair => Assert.Contains(batch.Prompts, pair.IsRight));
    }

    [Fact]
    public void The_candidates_of_a_pair_are_of_its_category_and_attribute()
    {
        (TrainingSet set, BatchSampler sampler) = Sampler(Options with { Wordings = 0, Swaps = 0 });
        for (int step = 0; step < sampler.StepsPerEpoch; step++)
        {
            TrainingBatch batch = sampler.At(step);
            Assert.Single(batch.Items.Select(item => set.Items[item].Category).Distinct());
            foreach (BatchPair pair in batch.Pairs)
            {
                LabelledListing listing = set.Items[batch.Items[pair.Row]].Listing;
                string[] texts = [.. batch.Prompts.Where(pair.Allows).Select(prompt => prompt.Text)];
                string attribute = texts[0].Contains("Color", StringComparison.Ordinal) ? "Color" : "Size";
                Assert.All(
                    texts, text => Assert.StartsWith($"A {listing.Category} with {attribute} being ", text, StringComparison.Ordinal));
                string right = listing.Gold[attribute] is [string label] ? label : "n/a";
                Assert.Equal(
                    [$"A {listing.Category} with {attribute} being {right}"],
                    batch.Prompts.Where(pair.IsRight).Select(prompt => prompt.Text));
            }
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_steps_whichever_were_asked_for_before()
    {
        (_, BatchSampler straight) = Sampler(Options);
        (_, BatchSampler resumed) = Sampler(Options);
        (_, BatchSampler other) = Sampler(Options with { Seed = 2 });
        int steps = straight.StepsPerEpoch * 2;
        string[] all = [.. Enumerable.Range(0, steps).Select(step => Text(straight.At(step)))];

        Assert.Equal(all[(steps - 3)..], Enumerable.Range(steps - 3, 3).Select(step => Text(resumed.At(step))));
        Assert.NotEqual(all, Enumerable.Range(0, steps).Select(step => Text(other.At(step))));
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void An_epoch_has_every_listing_once()
    {
        (TrainingSet set, BatchSampler sampler) = Sampler(Options);
        int[] seen = [.. Enumerable.Range(0, sampler.StepsPerEpoch).SelectMany(step => sampler.At(step).Items).Order()];
        Assert.Equal(Enumerable.Range(0, set.Items.Count), seen);
    }

    [Fact]
    public void The_nearest_wrong_value_is_a_candidate_before_others()
    {
        TrainingSet set = Set(moreColors: 200);
        var bank = new VectorBank(set, Dimension);
        var near = new float[Dimension];
        near[0] = 1;
        bank.SetItem(0, near);
        int group = set.Items[0].Labels[0].Group;
        bank.SetValue(group, 150, near);
        var sampler = new CandidateSampler(set, [0], bank, Options with { UnlabelledNegatives = 1, RandomNegatives = 0 });
        for (int seed = 0; seed < 20; seed++)
        {
            Assert.Contains(150, sampler.Choose(group, [(0, set.Items[0].Labels[0])], most: 4, epoch: seed, new Random(seed)));
        }
    }

    [Fact]
    public void Values_that_no_listing_has_take_no_part_where_none_of_them_may()
    {
        TrainingSet set = Set(moreColors: 200);
        var sampler = new CandidateSampler(
            set, Enumerable.Range(0, set.Items.Count), new VectorBank(set, Dimension), Options with { UnlabelledNegatives = 0 });
        IReadOnlyList<int> values = sampler.Choose(0, [(0, set.Items[0].Labels[0])], most: 128, epoch: 0, new Random(1));
        Assert.Equal([-1, 0, 1, 2, 3], values.Order());
    }

    private static (TrainingSet Set, BatchSampler Sampler) Sampler(EncoderTrainingOptions options)
    {
        TrainingSet set = Set(moreColors: 200);
        var bank = new VectorBank(set, Dimension);
        var random = new Random(5);
        foreach (float[] vectors in (float[][])[bank.Items, bank.Values])
        {
            for (int i = 0; i < vectors.Length; i++)
            {
                vectors[i] = random.NextSingle() - 0.5f;
            }
        }

        int[] all = [.. Enumerable.Range(0, set.Items.Count)];
        return (set, new BatchSampler(
            set, all, new CandidateSampler(set, all, bank, options), new ListingViews(new PromptTemplates()), [], options));
    }

    private static TrainingSet Set(int moreColors) =>
        TrainingSet.Of(ShopData.Listings(60), ShopData.Taxonomy(moreColors), new PromptTemplates());

    private static string Text(TrainingBatch batch) =>
        $"{string.Join(' ', batch.Items)} {string.Join('|', batch.Texts)} {string.Join('|', batch.Prompts)}";
}
