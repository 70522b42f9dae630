using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// Divides the listings of an epoch into steps. The content of a step depends only on the seed, the epoch, the step's place in it and the
/// index at that time: a resumed run sees the same steps as an uninterrupted one.
/// </summary>
internal sealed class BatchSampler
{
    // Listings of similar length share a step, to reduce padding; they are chosen from this many steps' listings, so that steps stay mixed.
    private const int StepsSortedTogether = 4;

    // Per step, without the right values: in a category with very many attributes each gets fewer candidates, so that memory stays bounded.
    private const int MostPrompts = 1024;

    private readonly TrainingSet set;
    private readonly int[] trained;
    private readonly EncoderTrainingOptions options;
    private readonly CandidateSampler candidates;
    private readonly ListingViews views;
    private readonly SwappedValues swapped;
    private readonly string[] words;
    private (int Epoch, int[][] Steps) dealt = (-1, []);

    /// <summary>Creates a sampler.</summary>
    /// <param name="set">Listings and candidates.</param>
    /// <param name="trained">The listings to train on.</param>
    /// <param name="candidates">Chooses the candidates of a step.</param>
    /// <param name="views">The texts of listings.</param>
    /// <param name="words">Words to remember; empty for none.</param>
    /// <param name="options">Sizes and shares.</param>
    public BatchSampler(
        TrainingSet set, IEnumerable<int> trained, CandidateSampler candidates, ListingViews views, string[] words,
        EncoderTrainingOptions options)
    {
        this.words = words;
        this.set = set;
        this.trained = [.. trained];
        this.options = options;
        this.candidates = candidates;
        this.views = views;
        swapped = new SwappedValues(set);
    }

    /// <summary>Steps of an epoch; every epoch has the same number.</summary>
    public int StepsPerEpoch => trained.GroupBy(item => set.Items[item].Category).Sum(category => Steps(category.Count()));

    /// <summary>The batch of a step.</summary>
    /// <param name="step">The step, from 0, counted over all epochs.</param>
    public TrainingBatch At(int step)
    {
        (int epoch, int place) = Math.DivRem(step, StepsPerEpoch);
        if (dealt.Epoch != epoch)
        {
            dealt = (epoch, Deal(epoch));
        }

        int[] items = dealt.Steps[place];
        Random random = Seeds.Random(options.Seed, epoch, place, 1);
        TrainingItem[] seen =
            [.. items.Select(item => random.NextDouble() < options.Swaps ? swapped.Of(set.Items[item], random) : set.Items[item])];
        string[] texts = [.. seen.Select(item => random.NextDouble() < options.Views
            ? views.Other(item.Listing.Profile, random)
            : views.Full(item.Listing.Profile))];
        var pairs = seen.SelectMany((item, row) => item.Labels.Select(label => new BatchPair(row, label))).ToList();
        var prompts = new List<BatchPrompt>();
        IGrouping<int, BatchPair>[] attributes = [.. pairs.GroupBy(pair => pair.Label.Group).OrderBy(group => group.Key)];
        int most = Math.Clamp(MostPrompts / attributes.Length, 2, options.Candidates);
        foreach (IGrouping<int, BatchPair> attribute in attributes)
        {
            IReadOnlyList<int> values = candidates.Choose(
                attribute.Key, [.. attribute.Select(pair => (items[pair.Row], pair.Label))], most, epoch, random);
            prompts.AddRange(values.Select(value => new BatchPrompt(attribute.Key, value, Wording(attribute.Key, value, random))));
        }

        return new TrainingBatch(items, texts, prompts, pairs, BaseMemory.Choose(words, Seeds.Random(options.Seed, epoch, place, 2)));
    }

    private string Wording(int group, int value, Random random)
    {
        PromptGroup prompts = set.Groups[group];
        bool other = random.NextDouble() < options.Wordings;
        return other && value != PromptGroup.NullValue && prompts.Values[value] is { Length: > 1 } texts
            ? texts[random.Next(1, texts.Length)]
            : prompts.Text(value);
    }

    private int[][] Deal(int epoch)
    {
        Random random = Seeds.Random(options.Seed, epoch);
        var steps = new List<int[]>();
        foreach (IGrouping<int, int> category in trained.GroupBy(item => set.Items[item].Category).OrderBy(group => group.Key))
        {
            int[] items = [.. category];
            random.Shuffle(items);
            int count = Steps(items.Length);
            for (int first = 0; first < count; first += StepsSortedTogether)
            {
                // Steps of equal size: the last one is not a small one.
                int end = Math.Min(count, first + StepsSortedTogether);
                int[] sorted = [.. items[Start(first)..Start(end)].OrderBy(LengthOf).ThenBy(item => item)];
                for (int step = first; step < end; step++)
                {
                    steps.Add(sorted[(Start(step) - Start(first))..(Start(step + 1) - Start(first))]);
                }
            }

            int Start(int step) => (int)((long)items.Length * step / count);
        }

        int[][] all = [.. steps];
        random.Shuffle(all);
        return all;
    }

    private int LengthOf(int item)
    {
        ProductProfile profile = set.Items[item].Listing.Profile;
        return profile.Title.Length + profile.Description.Length;
    }

    private int Steps(int items) => (items + options.BatchListings - 1) / options.BatchListings;
}
