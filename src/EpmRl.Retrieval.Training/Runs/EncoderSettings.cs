using O = EpmRl.Retrieval.Training.Contrastive.EncoderTrainingOptions;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>The settings of an encoder's training. The seed is the run's; the number of threads is the machine's.</summary>
internal static class EncoderSettings
{
    private const double MostDropout = 0.9;
    private const double MostValidation = 0.5;
    private const int MostListings = 40;

    /// <summary>The section.</summary>
    public static Section<O> Section { get; } =
        new("encoder", "The encoder: listings are moved towards the prompts of their values (TACLR).",
    [
        Setting.Whole<O>(
            "epochs",
            "Passes over the listings.",
            o => o.Epochs, (o, v) => o with { Epochs = v }),
        Setting.Number<O>(
            "learning_rate",
            "Peak of the learning rate; it rises over the first tenth of the steps and falls to zero.",
            o => o.LearningRate, (o, v) => o with { LearningRate = v }, above: true),
        Setting.Whole<O>(
            "layers",
            "Layers to train, counted from the top; those below stay frozen.",
            o => o.Layers, (o, v) => o with { Layers = v }),
        Setting.Whole<O>(
            "max_tokens",
            "Longest input in training; longer listings are cut.",
            o => o.MaxTokens, (o, v) => o with { MaxTokens = v }, least: 3),
        Setting.Whole<O>(
            "batch_listings",
            "Listings of a step, all of one category, so that they share its value prompts.",
            o => o.BatchListings, (o, v) => o with { BatchListings = v }, most: MostListings),
        Setting.Whole<O>(
            "candidates",
            "Values of an attribute that compete in a step, including the null value and the right ones.",
            o => o.Candidates, (o, v) => o with { Candidates = v }, least: 2, most: O.MostCandidates),
        Setting.Number<O>(
            "random_negatives",
            "Share of the wrong values that is drawn at random instead of from the nearest ones, 0 to 1.",
            o => o.RandomNegatives, (o, v) => o with { RandomNegatives = v }, most: 1),
        Setting.Number<O>(
            "unlabelled_negatives",
            "Share of the values without any label that may be wrong values in an epoch, 0 to 1.",
            o => o.UnlabelledNegatives, (o, v) => o with { UnlabelledNegatives = v }, most: 1),
        Setting.Number<O>(
            "temperature",
            "Temperature of the softmax over cosines.",
            o => o.Temperature, (o, v) => o with { Temperature = v }, above: true),
        Setting.Number<O>(
            "null_weight",
            "Weight of an attribute without a value relative to one with a value: most have none.",
            o => o.NullWeight, (o, v) => o with { NullWeight = v }, above: true),
        Setting.Number<O>(
            "views",
            "Share of the listings read in another view: title or description alone, tail dropped or shuffled, 0 to 1.",
            o => o.Views, (o, v) => o with { Views = v }, most: 1),
        Setting.Number<O>(
            "swaps",
            "Share of the listings in which spelled-out values are swapped for others of their lists, 0 to 1.",
            o => o.Swaps, (o, v) => o with { Swaps = v }, most: 1),
        Setting.Number<O>(
            "wordings",
            "Share of the values represented by an alias or a description, 0 to 1.",
            o => o.Wordings, (o, v) => o with { Wordings = v }, most: 1),
        Setting.Number<O>(
            "dropout",
            "Dropout in the trained layers, 0 to 0.9.",
            o => o.Dropout, (o, v) => o with { Dropout = v }, most: MostDropout),
        Setting.Number<O>(
            "weight_decay",
            "Decoupled weight decay of AdamW.",
            o => o.WeightDecay, (o, v) => o with { WeightDecay = v }),
        Setting.Number<O>(
            "remember",
            "Weight of the base's knowledge of words relative to the listings; 0 for none. Value search needs it.",
            o => o.Remember, (o, v) => o with { Remember = v }),
        Setting.Number<O>(
            "interpolation",
            "Weights between the base's (0) and the trained ones (1); below 1 keeps more knowledge of other catalogues.",
            o => o.Interpolation, (o, v) => o with { Interpolation = v }, most: 1),
        Setting.Number<O>(
            "validation_share",
            "Share of the listings held out, by shop, to choose the best weights; 0 for none, at most 0.5.",
            o => o.ValidationShare, (o, v) => o with { ValidationShare = v }, most: MostValidation),
        Setting.Whole<O>(
            "validation_interval",
            "Epochs between two validations.",
            o => o.ValidationInterval, (o, v) => o with { ValidationInterval = v }),
        Setting.Whole<O>(
            "patience",
            "Validations without a gain before training stops.",
            o => o.Patience, (o, v) => o with { Patience = v }),
        Setting.Whole<O>(
            "checkpoint_interval",
            "Steps between two checkpoints; one is also written when the run is interrupted.",
            o => o.CheckpointInterval, (o, v) => o with { CheckpointInterval = v }),
        Setting.Whole<O>(
            "cache_mebibytes",
            "Most memory for the outputs of the frozen layers, in MiB.",
            o => o.CacheMebibytes, (o, v) => o with { CacheMebibytes = v }, least: 0),
    ]);
}
