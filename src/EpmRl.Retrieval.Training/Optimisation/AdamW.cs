using EpmRl.Retrieval.Training.Graphs;

namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>AdamW with clipping by the global norm, as part of a graph, and its moments.</summary>
/// <remarks>
/// The moments are kept without their factors: M = m / (1 − β₁), V = v / (1 − β₂). That is the same rule with fewer passes over memory:
/// <code>
/// M ← β₁ M + g      V ← β₂ V + g²      p ← p (1 − lr · decay) − rate · M / (√V + ε′)
/// k = √((1 − β₂) / (1 − β₂ᵗ))      rate = lr (1 − β₁) / ((1 − β₁ᵗ) k)      ε′ = ε / k
/// </code>
/// </remarks>
internal sealed class AdamW : IDisposable
{
    /// <summary>Name of the output that holds the gradients' norm before clipping.</summary>
    public const string NormName = "gradient.norm";

    private const string RateName = "adamw.rate", EpsilonName = "adamw.epsilon", KeepName = "adamw.keep";

    private readonly AdamWOptions options;
    private readonly DataType type;

    /// <summary>Moments of zeros.</summary>
    /// <param name="parameters">The parameters it changes.</param>
    /// <param name="options">Settings.</param>
    public AdamW(IReadOnlyList<Parameter> parameters, AdamWOptions options)
    {
        options.ThrowIfInvalid();
        this.options = options;
        type = parameters[0].Tensor.Type;
        foreach (Parameter parameter in parameters)
        {
            Buffers.Add(FirstName(parameter), new TensorBuffer(type, parameter.Shape));
            Buffers.Add(SecondName(parameter), new TensorBuffer(type, parameter.Shape));
        }
    }

    /// <summary>The moments by name.</summary>
    public Dictionary<string, TensorBuffer> Buffers { get; } = new(StringComparer.Ordinal);

    /// <summary>The tensors of a step.</summary>
    /// <param name="parameters">The parameters it changes.</param>
    /// <param name="gradients">One per parameter.</param>
    /// <returns>New parameters and moments under the names of the old, and the norm.</returns>
    public List<(string Name, Tensor Value)> Update(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor> gradients)
    {
        Tensor rate = Tensor.Input(RateName, type), epsilon = Tensor.Input(EpsilonName, type), keep = Tensor.Input(KeepName, type);
        Tensor norm = Op.Sqrt(gradients.Select(Op.SumOfSquares).Aggregate((sum, next) => sum + next));
        Tensor? scale = options.MaxGradientNorm is double largest
            ? Op.Minimum(Tensor.Scalar(type, 1), largest / (norm + 1e-6))
            : null;
        List<(string, Tensor)> outputs = [(NormName, norm)];
        foreach ((Parameter parameter, Tensor gradient) in parameters.Zip(gradients))
        {
            Tensor g = scale is null ? gradient : gradient * scale;
            Tensor first = Tensor.Input(FirstName(parameter), type, [.. parameter.Tensor.Shape]) * options.Beta1 + g;
            Tensor second = Tensor.Input(SecondName(parameter), type, [.. parameter.Tensor.Shape]) * options.Beta2 + g * g;
            Tensor kept = parameter.IsDecayed && options.WeightDecay > 0 ? parameter.Tensor * keep : parameter.Tensor;
            outputs.Add((OutputName(FirstName(parameter)), first));
            outputs.Add((OutputName(SecondName(parameter)), second));
            outputs.Add((OutputName(parameter.Name), kept - first / (Op.Sqrt(second) + epsilon) * rate));
        }

        return outputs;
    }

    /// <summary>Sets the inputs of a step.</summary>
    /// <param name="feeds">Receives them.</param>
    /// <param name="step">From 1.</param>
    /// <param name="learningRate">The rate of this step.</param>
    public void Feed(Feeds feeds, int step, double learningRate)
    {
        double k = Math.Sqrt((1 - options.Beta2) / (1 - Math.Pow(options.Beta2, step)));
        feeds.SetScalar(RateName, type, learningRate * (1 - options.Beta1) / ((1 - Math.Pow(options.Beta1, step)) * k));
        feeds.SetScalar(EpsilonName, type, options.Epsilon / k);
        feeds.SetScalar(KeepName, type, 1 - learningRate * options.WeightDecay);
    }

    /// <summary>The name under which a step gives the new values of a buffer.</summary>
    public static string OutputName(string name) => "next." + name;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TensorBuffer buffer in Buffers.Values)
        {
            buffer.Dispose();
        }
    }

    private static string FirstName(Parameter parameter) => "adamw.first." + parameter.Name;

    private static string SecondName(Parameter parameter) => "adamw.second." + parameter.Name;
}
