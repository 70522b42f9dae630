namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// Chooses the candidates of an attribute for the listings of a step: the null value, the right values, and wrong values of the same
/// category and attribute: the nearest in the index of the current weights, mixed with random ones. Source: TACLR, taxonomy-aware negative
/// sampling (Su et al., 2025, arXiv:2501.03835); unlike there, the listings of a step share their candidates.
/// </summary>
internal sealed class CandidateSampler
{
    /// <summary>Most right values of a listing in one step; if there are more, some are drawn.</summary>
    public const int MostRight = 3;

    private readonly TrainingSet set;
    private readonly VectorBank bank;
    private readonly EncoderTrainingOptions options;
    private readonly bool[][] labelled; // for each group's values: whether it is right for a training listing

    /// <summary>Creates a sampler.</summary>
    /// <param name="set">Listings and candidates.</param>
    /// <param name="trained">The listings to train on.</param>
    /// <param name="bank">The source of hard negatives.</param>
    /// <param name="options">How many candidates, and the share of random ones.</param>
    public CandidateSampler(TrainingSet set, IEnumerable<int> trained, VectorBank bank, EncoderTrainingOptions options)
    {
        this.set = set;
        this.bank = bank;
        this.options = options;
        labelled = [.. set.Groups.Select(group => new bool[group.Values.Count])];
        foreach (ItemLabel label in trained.SelectMany(item => set.Items[item].Labels))
        {
            foreach (int value in label.Values)
            {
                labelled[label.Group][value] = true;
            }
        }
    }

    /// <summary>Chooses the candidates.</summary>
    /// <param name="group">The attribute's group.</param>
    /// <param name="items">The step's listings that are labelled with the attribute, with the right values of each.</param>
    /// <param name="most">Most candidates, unless there are more right values.</param>
    /// <param name="epoch">The epoch, which determines the unlabelled values that take part.</param>
    /// <param name="random">Source of randomness.</param>
    /// <returns>Values, <see cref="PromptGroup.NullValue"/> first; no duplicates.</returns>
    public IReadOnlyList<int> Choose(int group, IReadOnlyList<(int Item, ItemLabel Label)> items, int most, int epoch, Random random)
    {
        var chosen = new List<int> { PromptGroup.NullValue };
        var taken = new HashSet<int>(chosen);
        foreach ((int _, ItemLabel label) in items)
        {
            int[] right = [.. label.Values];
            random.Shuffle(right);
            TakeAll(right.Take(MostRight));
        }

        int room = most - chosen.Count;
        if (room > 0)
        {
            int[] eligible = Eligible(group, epoch);
            int hard = room - (int)(room * options.RandomNegatives);
            TakeHardest(group, items, eligible, hard);
            random.Shuffle(eligible);
            TakeAll(eligible.Where(value => !taken.Contains(value)).Take(most - chosen.Count));
        }

        return chosen;

        void TakeAll(IEnumerable<int> values)
        {
            foreach (int value in values)
            {
                if (taken.Add(value))
                {
                    chosen.Add(value);
                }
            }
        }

        // Each listing's nearest wrong value, then each one's second nearest, and so on.
        void TakeHardest(int ofGroup, IReadOnlyList<(int Item, ItemLabel Label)> listings, int[] from, int count)
        {
            int[][] nearest = [.. listings.Select(listing => Nearest(ofGroup, listing.Item, listing.Label, from, count))];
            int goal = Math.Min(most, chosen.Count + count);
            for (int rank = 0; rank < count && chosen.Count < goal; rank++)
            {
                foreach (int[] values in nearest)
                {
                    if (rank < values.Length && chosen.Count < goal && taken.Add(values[rank]))
                    {
                        chosen.Add(values[rank]);
                    }
                }
            }
        }
    }

    private int[] Nearest(int group, int item, ItemLabel label, int[] eligible, int count)
    {
        int[] wrong = [.. eligible.Where(value => !label.IsRight(value))];
        float[] distances = [.. wrong.Select(value => -bank.Score(item, group, value))];
        Array.Sort(distances, wrong);
        return wrong.Length > count ? wrong[..count] : wrong;
    }

    private int[] Eligible(int group, int epoch)
    {
        Random random = Seeds.Random(options.Seed, epoch, group);
        return [.. Enumerable.Range(0, set.Groups[group].Values.Count)
            .Where(value => random.NextDouble() < options.UnlabelledNegatives || labelled[group][value])];
    }
}
