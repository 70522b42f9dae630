using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>How an encoder is trained. Two runs with the same options, data and base take the same steps.</summary>
public sealed record EncoderTrainingOptions
{
    /// <summary>Most candidates for a listing's value, null value included: the limit of TACLR.</summary>
    public const int MostCandidates = 128;

    /// <summary>Seed of order, views, negatives, dropout and the validation split.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Passes over the listings, at least 1.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>Layers to train, counted from the top, at least 1. The layers below and the embeddings stay frozen.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>
    /// Longest input in training, special tokens included; longer listings are cut. The model's own limit applies if it is smaller.
    /// </summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Listings of a step, all of one category, so that they share its value prompts. 1 to 40.</summary>
    public int BatchListings { get; init; } = 32;

    /// <summary>
    /// Candidates of an attribute in a step, including the null value and the right values of the step's listings, 2 to <see
    /// cref="MostCandidates"/>. If there are more right values, all are used.
    /// </summary>
    public int Candidates { get; init; } = 80;

    /// <summary>The share of the negatives that is drawn at random instead of from the nearest wrong values, in [0, 1].</summary>
    public double RandomNegatives { get; init; } = 0.25;

    /// <summary>
    /// The share of the values without a labelled listing that may be negatives in an epoch, in [0, 1]. They are never right in training,
    /// so a network that meets them often may learn never to answer them.
    /// </summary>
    public double UnlabelledNegatives { get; init; } = 0.2;

    /// <summary>Temperature of the softmax over cosines, above 0.</summary>
    public double Temperature { get; init; } = 0.05;

    /// <summary>
    /// Weight of a pair without a value relative to one with a value, above 0. A lower weight gives more answers, and more wrong ones.
    /// </summary>
    public double NullWeight { get; init; } = 1;

    /// <summary>Peak of the learning rate, above 0; it rises over the first tenth of the steps and falls linearly to zero.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>Decoupled weight decay of AdamW, at least 0.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Dropout in the trained layers, in [0, 1).</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// The share of the listings that is read in another view in an epoch: title or description alone, without or with a shuffled tail. In
    /// [0, 1].
    /// </summary>
    public double Views { get; init; } = 0.25;

    /// <summary>
    /// The share of the listings in which some of the values that the text spells out are swapped for others of their lists in an epoch, in
    /// text and labels, so that values are read instead of memorised. In [0, 1].
    /// </summary>
    public double Swaps { get; init; } = 0.5;

    /// <summary>The share of the values represented by an alias or a description instead of the label, in [0, 1].</summary>
    public double Wordings { get; init; } = 0.1;

    /// <summary>
    /// Weight of the base's knowledge of words relative to the listings, at least 0: which values a word means, whether or not any listing
    /// uses it. Search needs it; 0 saves its cost.
    /// </summary>
    public double Remember { get; init; }

    /// <summary>
    /// Position of the exported weights between the base's (0) and the trained ones (1): WiSE-FT (Wortsman et al., 2022, arXiv:2109.01903).
    /// Less than 1 keeps more of the base's knowledge of other catalogues.
    /// </summary>
    public double Interpolation { get; init; } = 1;

    /// <summary>
    /// The share of the listings that is held out, in entire groups (shops), to choose the best weights; 0 for none. Below 0.5.
    /// </summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Epochs between two validations, at least 1.</summary>
    public int ValidationInterval { get; init; } = 2;

    /// <summary>Validations without a gain before training stops, at least 1.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>Steps between two checkpoints, at least 1. One is also written when training is cancelled.</summary>
    public int CheckpointInterval { get; init; } = 100;

    /// <summary>Most memory for the outputs of the frozen layers, in MiB, at least 0. Outputs that do not fit are computed again.</summary>
    public int CacheMebibytes { get; init; } = 1024;

    /// <summary>Threads, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The device for the steps of the trained layers: the processor, or a GPU. Frozen layers run on the processor, and their outputs are
    /// kept. <c>auto</c> is the processor.
    /// </summary>
    public EncoderDevice Device { get; init; } = EncoderDevice.Cpu;

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Layers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTokens, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchListings, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchListings, 40); // with three right values each, and null, within 128
        ArgumentOutOfRangeException.ThrowIfLessThan(Candidates, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Candidates, MostCandidates);
        ThrowIfNoShare(RandomNegatives, nameof(RandomNegatives));
        ThrowIfNoShare(UnlabelledNegatives, nameof(UnlabelledNegatives));
        ThrowIfNotPositive(Temperature, nameof(Temperature));
        ThrowIfNotPositive(NullWeight, nameof(NullWeight));
        ThrowIfNotPositive(LearningRate, nameof(LearningRate));
        ArgumentOutOfRangeException.ThrowIfNegative(WeightDecay);
        ArgumentOutOfRangeException.ThrowIfNegative(Remember);
        ThrowIfNoShare(Dropout, nameof(Dropout), most: 0.9);
        ThrowIfNoShare(Views, nameof(Views));
        ThrowIfNoShare(Swaps, nameof(Swaps));
        ThrowIfNoShare(Wordings, nameof(Wordings));
        ThrowIfNoShare(Interpolation, nameof(Interpolation));
        ThrowIfNoShare(ValidationShare, nameof(ValidationShare), most: 0.5);
        ArgumentOutOfRangeException.ThrowIfLessThan(ValidationInterval, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Patience, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckpointInterval, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(CacheMebibytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }

    private static void ThrowIfNoShare(double value, string name, double most = 1)
    {
        if (!(value >= 0 && value <= most))
        {
            throw new ArgumentOutOfRangeException(name, value, $"Expected a number from 0 to {most}.");
        }
    }

    private static void ThrowIfNotPositive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, "Expected a number above 0.");
        }
    }
}
