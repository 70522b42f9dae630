using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>Settings of one stage of training. What changes the result is part of a run's identity; the rest is marked.</summary>
internal sealed record GenerativeTrainingOptions
{
    /// <summary>The stage.</summary>
    public required GenerativeStage Stage { get; init; }

    /// <summary>Seed of drawing, order, adapters and sampling.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Rank of the adapters, 1 or more.</summary>
    public int Rank { get; init; } = 16;

    /// <summary>Numerator of the adapters' scale.</summary>
    public double Alpha { get; init; } = 32;

    /// <summary>The most training pairs of a pass.</summary>
    public int Pairs { get; init; } = 3000;

    /// <summary>
    /// Share of matches among them, in (0, 1), as far as there are enough: near that of use, since it becomes the probabilities' prior.
    /// </summary>
    public double MatchShare { get; init; } = 0.3;

    /// <summary>Passes over the pairs.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Pairs of a step: answers of the supervised stages, prompts of the reinforcement.</summary>
    public int BatchPairs { get; init; } = 16;

    /// <summary>Highest learning rate; adapters want some ten times that of full training.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>Whether answers give reasons; false learns the word of the verdict alone.</summary>
    public bool HasReasons { get; init; } = true;

    /// <summary>
    /// Whether the verdict is also learned as the first word of an answer, beside the reasons: its probability there is that of the pair,
    /// while behind reasons it is that of the reasons.
    /// </summary>
    public bool HasDirectVerdict { get; init; } = true;

    /// <summary>Whether both are learned: without reasons the verdict is the first word anyway.</summary>
    internal bool LearnsFirstWord => HasReasons && HasDirectVerdict;

    /// <summary>Listings of the stage before: their aspects are read from one listing alone; 0 for none.</summary>
    public int ParsedListings { get; init; }

    /// <summary>How much the verdict's token counts beside the others in the supervised stages.</summary>
    public double VerdictWeight { get; init; } = 4;

    /// <summary>Answers sampled for a prompt, 2 or more for reinforcement.</summary>
    public int Samples { get; init; } = 4;

    /// <summary>Temperature of sampling; lower ones kill the variance that is learned from.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Most tokens of an answer.</summary>
    public int MaxTokens { get; init; } = 112;

    /// <summary>How advantages are computed from rewards.</summary>
    public AdvantageKind Advantage { get; init; } = AdvantageKind.LeaveOneOutByPart;

    /// <summary>Whether the verdict's token gets the exact gradient of its expected worth instead of a sampled one.</summary>
    public bool IsVerdictExact { get; init; } = true;

    /// <summary>Weight of the divergence from the adapter that the stage started with, 0 or more.</summary>
    public double KlWeight { get; init; }

    /// <summary>Share of a step's prompts beside which a supervised answer is replayed, in [0, 1].</summary>
    public double ReplayShare { get; init; } = 0.1;

    /// <summary>Share of training prompts that are kept although the model is sure of them and right, in [0, 1].</summary>
    public double EasyShare { get; init; } = 0.2;

    /// <summary>Whether prompts are chosen by the probability that the model gives the right verdict.</summary>
    public bool HasCurriculum { get; init; } = true;

    /// <summary>Training pairs that reinforcement puts aside to choose its best adapter by; 0 keeps the last.</summary>
    public int WatchedPairs { get; init; } = 64;

    /// <summary>Steps between two looks at them.</summary>
    public int WatchInterval { get; init; } = 20;

    /// <summary>Whether the judges answer at random, to test that F1 follows the labels.</summary>
    public bool HasRandomJudges { get; init; }

    /// <summary>Share of training labels that are flipped, to test robustness, in [0, 1).</summary>
    public double FlippedLabels { get; init; }

    /// <summary>Pairs that are held out to measure on, half of them of products that no training pair has.</summary>
    public int ValidationPairs { get; init; } = 600;

    /// <summary>Steps between two checkpoints. Of no consequence for the result.</summary>
    public int CheckpointInterval { get; init; } = 10;

    /// <summary>After how many minutes the run stops, to be resumed; null for never. Of no consequence for the result.</summary>
    public double? Minutes { get; init; }

    /// <summary>Where to compute. Of no consequence but for the last bits of sums.</summary>
    public EncoderDevice Device { get; init; } = EncoderDevice.Cpu;

    /// <summary>Threads; 0 for all processors. Of no consequence but for the last bits of sums.</summary>
    public int Threads { get; init; }
}
