using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Training.Graphs;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>
/// Trains parameters: forward, backward and the optimiser's step are one run of ONNX Runtime. Batch and length may differ from step to
/// step. Parameters and moments stay in native memory. One thread at a time.
/// </summary>
internal sealed partial class TrainingSession : IDisposable
{
    private const string LossName = "loss", ShareName = "gradient.share", SumPrefix = "sum.";

    private readonly ParameterSet parameters;
    private readonly IReadOnlyList<Parameter> trained;
    private readonly Tensor[] gradients;
    private readonly Tensor loss;
    private readonly Tensor[] observed;
    private readonly AdamW optimizer;
    private readonly ComputeOptions compute;
    private readonly Dictionary<string, TensorBuffer> gradientSums = new(StringComparer.Ordinal);
    private CompiledGraph? step, accumulation, application;
    private int seed;
    private double lossSum;
    private int microBatches;

    /// <summary>Differentiates the loss. Sessions of ONNX Runtime are created when first needed.</summary>
    /// <param name="loss">One element.</param>
    /// <param name="parameters">Used in place; those that are now trainable must take part in the loss.</param>
    /// <param name="optimizer">Settings of AdamW.</param>
    /// <param name="compute">Where to compute, and the seed.</param>
    /// <param name="observed">Tensors whose values each step returns with the loss.</param>
    /// <exception cref="ArgumentException">Nothing is trainable, or a trainable parameter takes no part in the loss.</exception>
    public TrainingSession(Tensor loss, ParameterSet parameters, AdamWOptions optimizer, ComputeOptions compute, params Tensor[] observed)
    {
        this.loss = loss;
        this.parameters = parameters;
        this.compute = compute;
        this.observed = observed;
        seed = compute.Seed;
        trained = [.. parameters.Trainable];
        if (trained.Count == 0)
        {
            throw new ArgumentException("No parameter is trainable; freeze fewer.", nameof(parameters));
        }

        gradients = Gradients.Of(loss, [.. trained.Select(parameter => parameter.Tensor)]);
        this.optimizer = new AdamW(trained, optimizer);
    }

    /// <summary>The outputs of a step, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> StepOutputs =>
        [(LossName, loss), .. optimizer.Update(trained, gradients), .. observed.Select((tensor, i) => ($"observed.{i}", tensor))];

    /// <summary>Number of steps taken.</summary>
    public int Steps { get; private set; }

    /// <summary>One step on one batch.</summary>
    /// <param name="feeds">All inputs of the loss.</param>
    /// <param name="learningRate">The rate of this step, 0 or more.</param>
    /// <exception cref="EncoderException">The run failed, or the loss or a gradient is not finite; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">Micro-batches are waiting for <see cref="Apply"/>.</exception>
    public StepResult Step(Feeds feeds, double learningRate)
    {
        if (microBatches > 0)
        {
            throw new InvalidOperationException($"{microBatches} accumulated micro-batches wait for {nameof(Apply)}.");
        }

        step ??= Compile(StepOutputs);
        feeds.SetKey(Key());
        optimizer.Feed(feeds, Steps + 1, learningRate);
        using IDisposableReadOnlyCollection<OrtValue> values = step.Run(name => Find(name, feeds), NextBuffers());
        ThrowIfNotFinite(Number(values[0]), Number(values[1]), learningRate);
        Adopt();
        int first = values.Count - observed.Length;
        return new StepResult(Number(values[0]), Number(values[1]), [.. values.Skip(first).Select(ForwardSession.Floats)]);
    }

    /// <summary>Adds the gradients of a micro-batch to those that <see cref="Apply"/> will use.</summary>
    /// <param name="feeds">All inputs of the loss.</param>
    /// <returns>The micro-batch's loss.</returns>
    public double Accumulate(Feeds feeds)
    {
        if (gradientSums.Count == 0)
        {
            foreach (Parameter parameter in trained)
            {
                gradientSums.Add(SumPrefix + parameter.Name, new TensorBuffer(parameters.Type, parameter.Shape));
            }
        }

        accumulation ??= Compile(
        [
            (LossName, loss),
            .. trained.Zip(gradients, (parameter, gradient) => (AdamW.OutputName(SumPrefix + parameter.Name), Sum(parameter) + gradient)),
        ]);
        feeds.SetKey(Key());
        using IDisposableReadOnlyCollection<OrtValue> values = accumulation.Run(name => Find(name, feeds), NextBuffers());
        Swap(gradientSums);
        double value = Number(values[0]);
        lossSum += value;
        microBatches++;
        return value;
    }

    /// <summary>Takes one step with the gradients of the micro-batches accumulated since the last step.</summary>
    /// <param name="learningRate">The rate of this step, 0 or more.</param>
    /// <param name="sums">True for the sum of gradients and losses, false for their mean.</param>
    /// <exception cref="EncoderException">The loss or a gradient is not finite; the micro-batches are dropped, nothing else was
    /// changed.</exception>
    /// <exception cref="InvalidOperationException">No micro-batch was accumulated.</exception>
    public StepResult Apply(double learningRate, bool sums = false)
    {
        if (microBatches == 0)
        {
            throw new InvalidOperationException($"No micro-batch was accumulated; call {nameof(Accumulate)} first.");
        }

        Tensor share = Tensor.Input(ShareName, parameters.Type);
        application ??= Compile(optimizer.Update(trained, [.. trained.Select(parameter => Sum(parameter) * share)]));
        using var feeds = new Feeds();
        double part = sums ? 1 : 1.0 / microBatches;
        feeds.SetScalar(ShareName, parameters.Type, part);
        optimizer.Feed(feeds, Steps + 1, learningRate);
        using IDisposableReadOnlyCollection<OrtValue> values = application.Run(name => Find(name, feeds), NextBuffers());
        var result = new StepResult(lossSum * part, Number(values[0]), []);
        Discard();
        ThrowIfNotFinite(result.Loss, result.GradientNorm, learningRate);
        Adopt();
        return result;
    }

    /// <summary>Forgets the micro-batches accumulated since the last step.</summary>
    public void Discard()
    {
        (lossSum, microBatches) = (0, 0);
        foreach (TensorBuffer sum in gradientSums.Values)
        {
            sum.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        step?.Dispose();
        accumulation?.Dispose();
        application?.Dispose();
        optimizer.Dispose();
        foreach (TensorBuffer buffer in gradientSums.Values)
        {
            buffer.Dispose();
        }
    }

    private CompiledGraph Compile(IReadOnlyList<(string, Tensor)> outputs) => new(outputs, compute.Device, compute.Threads);

    private Tensor Sum(Parameter parameter) => Tensor.Input(SumPrefix + parameter.Name, parameters.Type, [.. parameter.Tensor.Shape]);

    private OrtValue Find(string name, Feeds feeds) =>
        parameters.TryGet(name, out Parameter? parameter) ? parameter.Buffer.Current
        : optimizer.Buffers.TryGetValue(name, out TensorBuffer? buffer) || gradientSums.TryGetValue(name, out buffer) ? buffer.Current
        : feeds[name];

    // Targets of a run's new values.
    private Dictionary<string, OrtValue> NextBuffers()
    {
        var next = trained.ToDictionary(parameter => AdamW.OutputName(parameter.Name), parameter => parameter.Buffer.Next);
        foreach ((string name, TensorBuffer buffer) in optimizer.Buffers.Concat(gradientSums))
        {
            next.Add(AdamW.OutputName(name), buffer.Next);
        }

        return next;
    }

    // Makes the values that a run wrote current.
    private void Adopt()
    {
        Swap(optimizer.Buffers);
        foreach (Parameter parameter in trained)
        {
            parameter.Buffer.Swap();
        }

        Steps++;
    }

    private void ThrowIfNotFinite(double value, double norm, double learningRate)
    {
        if (!double.IsFinite(value) || !double.IsFinite(norm))
        {
            throw new EncoderException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"Step {Steps + 1}: the loss is {value}, the gradients' norm {norm}; expected finite numbers. The step was not taken. "
                    + $"Lower the learning rate ({learningRate}), or look for bad inputs."));
        }
    }

    private static void Swap(Dictionary<string, TensorBuffer> buffers)
    {
        foreach (TensorBuffer buffer in buffers.Values)
        {
            buffer.Swap();
        }
    }

    // A different key for each micro-batch of each step, the same after a resume. SplitMix64's finaliser (Steele et al., 2014).
    private long Key()
    {
        ulong mixed = ((ulong)(uint)seed << 32) + ((ulong)Steps << 12) + (ulong)microBatches + 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return (long)((mixed ^ (mixed >> 31)) & int.MaxValue);
    }

    private static double Number(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType == TensorElementType.Double
        ? value.GetTensorDataAsSpan<double>()[0]
        : value.GetTensorDataAsSpan<float>()[0];
}
