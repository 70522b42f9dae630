using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>How an encoder is trained. Two runs with the same options, data and base take the same steps.</summary>
public sealed record EncoderTrainingOptions
{
    /// <summary>Most candidates that a listing's value is chosen among, null value included: the bound of TACLR.</summary>
    public const int MostCandidates = 128;

    /// <summary>Seed of order, views, negatives, dropout and the validation split.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Passes over the listings, at least 1.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>Layers that are trained, counted from the top, at least 1. The layers below and the embeddings stay as they are.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>
    /// Longest input in training, special tokens included; longer listings are cut. The model's own limit holds where it is smaller.
    /// </summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Listings of a step, all of one category, so that they share its value prompts. 1 to 40.</summary>
    public int BatchListings { get; init; } = 32;

    /// <summary>
    /// Candidates of an attribute in a step, null value and the right values of the step's listings included, 2 to
    /// <see cref="MostCandidates"/>. Where the right values alone are more, they are all taken.
    /// </summary>
    public int Candidates { get; init; } = 80;

    /// <summary>The part of the negatives that is drawn at random instead of from the nearest wrong values, in [0, 1].</summary>
    public double RandomNegatives { get; init; } = 0.25;

    /// <summary>
    /// The part of the values without any labelled listing that may be negatives in an epoch, in [0, 1]. They are never right in
    /// training, so that a network that meets them often may learn never to answer them.
    /// </summary>
    public double UnlabelledNegatives { get; init; } = 0.2;

    /// <summary>Temperature of the softmax over cosines, above 0.</summary>
    public double Temperature { get; init; } = 0.05;

    /// <summary>
    /// Weight of a pair without a value against one with a value, above 0. With less, more is answered and more of it is wrong.
    /// </summary>
    public double NullWeight { get; init; } = 1;

    /// <summary>Peak of the learning rate, above 0; it rises over the first tenth of the steps and falls in a line to zero.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>Decoupled weight decay of AdamW, at least 0.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Dropout in the trained layers, in [0, 1).</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// The part of the listings that is read in another view in an epoch: title or description alone, without or with a shuffled tail. In
    /// [0, 1].
    /// </summary>
    public double Views { get; init; } = 0.25;

    /// <summary>
    /// The part of the listings in which some of the values that the text spells out are swapped for others of their lists in an epoch, in
    /// text and labels, so that values are read and not learned by heart. In [0, 1].
    /// </summary>
    public double Swaps { get; init; } = 0.5;

    /// <summary>The part of the values that is stood for by an alias or a description instead of the label, in [0, 1].</summary>
    public double Wordings { get; init; } = 0.1;

    /// <summary>
    /// Weight of what the base knows of words against what the listings say, at least 0: which values a word means, whether or not any
    /// listing uses it. Search needs it; 0 spares its cost.
    /// </summary>
    public double Remember { get; init; }

    /// <summary>
    /// Where the exported weights lie between the base's (0) and the trained ones (1): WiSE-FT (Wortsman et al., 2022,
    /// arXiv:2109.01903). Less than 1 keeps more of what the base knows of other catalogues.
    /// </summary>
    public double Interpolation { get; init; } = 1;

    /// <summary>
    /// The part of the listings that is held out, whole groups (shops) at a time, to choose the best weights by; 0 for none. Below 0.5.
    /// </summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Epochs between two validations, at least 1.</summary>
    public int ValidationInterval { get; init; } = 2;

    /// <summary>Validations without a gain after which training stops, at least 1.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>Steps between two checkpoints, at least 1. One is also written when training is cancelled.</summary>
    public int CheckpointInterval { get; init; } = 100;

    /// <summary>
    /// Most memory for the outputs of the layers that are not trained, in MiB, at least 0. What does not fit is computed again.
    /// </summary>
    public int CacheMebibytes { get; init; } = 1024;

    /// <summary>Threads, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Where the trained layers' steps are computed: the processor, or a GPU. What is not trained runs on the processor, whose outputs are
    /// kept.
    /// <c>auto</c> is the processor.
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
