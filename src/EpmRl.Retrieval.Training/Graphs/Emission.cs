using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;

namespace EpmRl.Retrieval.Training.Graphs;

/// <summary>Writes the operations required by some tensors as an ONNX model.</summary>
/// <param name="operatorSet">Version of the standard operators.</param>
/// <param name="constants">Names of inputs that are constants of the model, their numbers given to the session.</param>
internal sealed class Emission(int operatorSet, IReadOnlyCollection<string>? constants = null)
{
    private readonly GraphBuilder graph = new("training", operatorSet);
    private readonly Dictionary<Tensor, string> names = [];
    private readonly HashSet<string> inputs = new(StringComparer.Ordinal);

    /// <summary>The model's bytes.</summary>
    /// <param name="outputs">The outputs.</param>
    /// <exception cref="ArgumentException">Two different inputs have one name.</exception>
    public byte[] Build(IReadOnlyList<(string Name, Tensor Value)> outputs)
    {
        foreach ((string name, Tensor value) in outputs)
        {
            Write(value);
            graph.Output(names[value], name, value.Type, [.. value.Shape.Select((size, axis) => Describe(size, $"{name}.{axis}"))]);
        }

        return graph.Build();
    }

    // Operands before their users, without recursion: networks are deep.
    private void Write(Tensor wanted)
    {
        var open = new Stack<Tensor>([wanted]);
        while (open.TryPeek(out Tensor? tensor))
        {
            Tensor[] missing = names.ContainsKey(tensor) ? [] : [.. (tensor.Source?.Needs ?? []).Where(input => !names.ContainsKey(input))];
            foreach (Tensor input in missing)
            {
                open.Push(input);
            }

            if (missing.Length == 0)
            {
                open.Pop();
                if (!names.ContainsKey(tensor))
                {
                    WriteOne(tensor);
                }
            }
        }
    }

    private void WriteOne(Tensor tensor)
    {
        if (tensor.Source is { Value: Tensor value })
        {
            names[tensor] = names[value];
        }
        else if (tensor.Source is Operation operation)
        {
            string[] results = graph.Add(
                operation.Domain, operation.Type, [.. operation.Inputs.Select(input => names[input])], operation.Outputs.Length,
                operation.Attributes);
            for (int i = 0; i < results.Length; i++)
            {
                names[operation.Outputs[i]] = results[i];
            }
        }
        else if (tensor.Data is byte[] data)
        {
            names[tensor] = graph.Constant<byte>($"k{names.Count}", tensor.Type, data, [.. tensor.Shape.Select(size => size.Size!.Value)]);
        }
        else
        {
            string name = tensor.Name!;
            if (!inputs.Add(name))
            {
                throw new ArgumentException($"Two inputs are named '{name}'. Give each its own name.");
            }

            names[tensor] = constants?.Contains(name) == true
                ? graph.Given(name, tensor.Type, [.. tensor.Shape.Select(size => size.Size!.Value)])
                : graph.Input(name, tensor.Type, [.. tensor.Shape.Select((size, axis) => Describe(size, $"{name}.{axis}"))]);
        }
    }

    private static object Describe(Dimension size, string whenUnknown) => size.Size is long number ? number : size.Symbol ?? whenUnknown;
}
