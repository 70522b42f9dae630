using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The split into listings to train on and listings to hold out.</summary>
internal static class ValidationSplit
{
    private const int FewestHeldOut = 10; // with fewer, F1 would be a matter of luck

    /// <summary>Holds out entire groups, about the requested share; nothing if there are too few listings or groups.</summary>
    public static (int[] Trained, int[] HeldOut) Of(TrainingSet set, EncoderTrainingOptions options)
    {
        int[] all = [.. Enumerable.Range(0, set.Items.Count)];
        if (options.ValidationShare == 0 || all.Length * options.ValidationShare < FewestHeldOut)
        {
            return (all, []);
        }

        int folds = Math.Max(2, (int)Math.Round(1 / options.ValidationShare));
        LabelledListing[] listings = [.. set.Items.Select(item => item.Listing)];
        int groups = listings.Select((listing, i) => listing.Group ?? $"{i}").Distinct().Count();
        int[] foldOf = groups < folds
            ? StratifiedFolds.Deal(listings, folds, options.Seed)
            : StratifiedFolds.DealGroups(listings, folds, options.Seed);
        int fold = folds - 1; // the largest groups, assigned first, stay in training
        return ([.. all.Where(i => foldOf[i] != fold)], [.. all.Where(i => foldOf[i] == fold)]);
    }
}
