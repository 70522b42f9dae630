using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;

namespace EpmRl.Retrieval.Training.Graphs;

/// <summary>One ONNX operator in a symbolic computation, with the rule of its gradient.</summary>
internal sealed class Operation
{
    private readonly Rule? gradient;

    /// <summary>The gradients of the inputs from those of the outputs.</summary>
    /// <param name="outputs">Gradient of the loss by each output; null for an output that the loss does not depend on.</param>
    /// <returns>Gradient of the loss by each input; null for an input without one (indices, masks).</returns>
    public delegate Tensor?[] Rule(Tensor?[] outputs);

    private Operation(
        string domain, string type, Tensor[] inputs, (DataType Type, Dimension[] Shape)[] outputs, (string, object)[] attributes,
        Func<Tensor[], Rule>? rule)
    {
        Domain = domain;
        Type = type;
        Inputs = inputs;
        Attributes = attributes;
        Outputs = [.. outputs.Select(output => Tensor.Result(this, output.Type, output.Shape))];
        gradient = rule?.Invoke(Outputs);
    }

    /// <summary>Empty for standard operators.</summary>
    public string Domain { get; }

    /// <summary>The operator's name in ONNX.</summary>
    public string Type { get; }

    /// <summary>The tensors that the result is differentiated by: the operands.</summary>
    public Tensor[] Inputs { get; }

    /// <summary>The value of the result when only the gradient is defined here; null for a true operator.</summary>
    public Tensor? Value { get; private init; }

    /// <summary>The tensors that must be computed first.</summary>
    public IReadOnlyList<Tensor> Needs => Value is null ? Inputs : [Value];

    /// <summary>Results.</summary>
    public Tensor[] Outputs { get; }

    /// <summary>Attributes in the form of <see cref="GraphBuilder"/>.</summary>
    public (string Name, object Value)[] Attributes { get; }

    /// <summary>Whether a gradient passes through.</summary>
    public bool IsDifferentiable => gradient is not null;

    /// <summary>Applies the gradient's rule.</summary>
    public Tensor?[] Gradients(Tensor?[] outputs) => gradient!(outputs);

    /// <summary>A standard operator with one result.</summary>
    /// <param name="type">Its name in ONNX.</param>
    /// <param name="inputs">Operands.</param>
    /// <param name="result">Type of the result.</param>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="gradient">(result, gradient by the result) to gradients by the operands; null if none passes.</param>
    /// <param name="attributes">Attributes.</param>
    public static Tensor Standard(
        string type, Tensor[] inputs, DataType result, IEnumerable<Dimension> shape, Func<Tensor, Tensor, Tensor?[]>? gradient,
        params (string, object)[] attributes) => One("", type, inputs, result, shape, gradient, attributes);

    /// <summary>One of ONNX Runtime's own operators, with one result.</summary>
    /// <inheritdoc cref="Standard"/>
    public static Tensor Contrib(
        string type, Tensor[] inputs, DataType result, IEnumerable<Dimension> shape, Func<Tensor, Tensor, Tensor?[]>? gradient,
        params (string, object)[] attributes) => One(GraphBuilder.Contrib, type, inputs, result, shape, gradient, attributes);

    /// <summary>A standard operator with several results.</summary>
    public static Tensor[] Several(
        string type, Tensor[] inputs, (DataType Type, Dimension[] Shape)[] outputs, Func<Tensor[], Rule>? gradient,
        params (string, object)[] attributes) =>
        new Operation("", type, inputs, outputs, attributes, gradient).Outputs;

    /// <summary>A value computed by other operations, with a gradient that is shorter or more exact than theirs.</summary>
    /// <param name="value">The value.</param>
    /// <param name="inputs">The tensors it is differentiated by.</param>
    /// <param name="gradient">Gradient by the value to gradients by the inputs.</param>
    public static Tensor WithGradient(Tensor value, Tensor[] inputs, Func<Tensor, Tensor?[]> gradient) =>
        new Operation("", "Identity", inputs, [(value.Type, [.. value.Shape])], [], _ => gradients => gradient(gradients[0]!))
        {
            Value = value,
        }.Outputs[0];

    private static Tensor One(
        string domain, string type, Tensor[] inputs, DataType result, IEnumerable<Dimension> shape, Func<Tensor, Tensor,
        Tensor?[]>? gradient,
        (string, object)[] attributes)
    {
        Func<Tensor[], Rule>? rule = gradient is null ? null : outputs => gradients => gradient(outputs[0], gradients[0]!);
        return new Operation(domain, type, inputs, [(result, [.. shape])], attributes, rule).Outputs[0];
    }
}
