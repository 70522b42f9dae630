using EpmRl.Retrieval.Training.Graphs;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// The loss of <see cref="PolicyTrainer"/> as a graph: the sum of a supervised, a policy and a verdict part, each token weighted by the
/// caller. P tokens are predicted, V verdicts are among them or apart, K tokens are watched.
/// </summary>
internal sealed class PolicyObjective
{
    private readonly DataType type;

    /// <summary>Builds the graph.</summary>
    /// <param name="network">The policy.</param>
    /// <param name="verdictTokens">[K] ids; empty for no verdict part.</param>
    /// <param name="options">Clipping and the weight of the penalty.</param>
    /// <param name="type">Float or Double.</param>
    /// <param name="headSize">The network's.</param>
    public PolicyObjective(DecoderNetwork network, IReadOnlyList<int> verdictTokens, PolicyOptions options, DataType type, int headSize)
    {
        this.type = type;
        Texts = new DecoderInputs(type, headSize);
        Tensor states = network.HiddenStates(Texts);
        Predictors = Tensor.Input("predictors", DataType.Int64, "predicted");
        Words = Tensor.Input("words", DataType.Int32, "predicted");
        (Supervised, Weights, Advantages) = (PerToken("supervised"), PerToken("weights"), PerToken("advantages"));
        (Old, Reference) = (PerToken("old"), PerToken("reference"));
        (HasOld, HasReference) =
            (Tensor.Input("old.given", DataType.Bool, "predicted"), Tensor.Input("reference.given", DataType.Bool, "predicted"));
        LogProbabilities = network.LogProbabilities(network.Predictors(states, Predictors), Words); // [P]
        Tensor current = Op.Detach(LogProbabilities);
        Tensor clipped = Losses.ClippedPolicy(
            LogProbabilities, Op.Where(HasOld, Old, current), Advantages, options.ClipLow, options.ClipHigh);
        Tensor divergence = Losses.Divergence(LogProbabilities, Op.Where(HasReference, Reference, current));
        Tensor objective = Supervised * LogProbabilities + Weights * (clipped - divergence * options.Beta);
        Loss = -Op.ReduceSum(objective, keep: false);
        VerdictPredictors = Tensor.Input("verdict.predictors", DataType.Int64, "verdicts");
        VerdictValues = Tensor.Input("verdict.values", type, "verdicts", verdictTokens.Count);
        VerdictWeights = Tensor.Input("verdict.weights", type, "verdicts");
        if (verdictTokens.Count > 0)
        {
            Tensor verdicts = Op.Softmax(network.Logits(network.Predictors(states, VerdictPredictors), verdictTokens)); // [V, K]
            Tensor worth = Op.ReduceSum(verdicts * VerdictValues, keep: false, 1);
            Loss -= Op.ReduceSum(worth * VerdictWeights, keep: false);
        }
    }

    /// <summary>The texts.</summary>
    public DecoderInputs Texts { get; }

    /// <summary>Row of the token that predicts each one, int64 [P].</summary>
    public Tensor Predictors { get; }

    /// <summary>The predicted tokens, int32 [P].</summary>
    public Tensor Words { get; }

    /// <summary>Supervised weights, [P].</summary>
    public Tensor Supervised { get; }

    /// <summary>Policy weights, [P].</summary>
    public Tensor Weights { get; }

    /// <summary>Advantages, [P].</summary>
    public Tensor Advantages { get; }

    /// <summary>Log-probabilities when sampled, [P].</summary>
    public Tensor Old { get; }

    /// <summary>Bool [P]: whether <see cref="Old"/> is known.</summary>
    public Tensor HasOld { get; }

    /// <summary>Log-probabilities under the reference, [P].</summary>
    public Tensor Reference { get; }

    /// <summary>Bool [P]: whether <see cref="Reference"/> is known.</summary>
    public Tensor HasReference { get; }

    /// <summary>Row of the token that predicts each verdict, int64 [V].</summary>
    public Tensor VerdictPredictors { get; }

    /// <summary>Worth of each watched token, [V, K].</summary>
    public Tensor VerdictValues { get; }

    /// <summary>Weight of each verdict, [V].</summary>
    public Tensor VerdictWeights { get; }

    /// <summary>Log-probability of each predicted token, [P].</summary>
    public Tensor LogProbabilities { get; }

    /// <summary>The sum of all parts.</summary>
    public Tensor Loss { get; }

    private Tensor PerToken(string name) => Tensor.Input(name, type, "predicted");
}
