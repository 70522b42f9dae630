using System.Diagnostics.CodeAnalysis;
using EpmRl.Retrieval.Training.Graphs;

namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>
/// The parameters of one or more networks, in the order they were added. Owns their memory: sessions read it in place, so dispose it after
/// them. Forward sessions may run in parallel, but not during a step.
/// </summary>
/// <param name="type">Float, or Double for reference runs.</param>
internal sealed class ParameterSet(DataType type = DataType.Float) : IDisposable
{
    private readonly Dictionary<string, Parameter> byName = new(StringComparer.Ordinal);
    private readonly List<Parameter> all = [];

    /// <summary>Type of all parameters.</summary>
    public DataType Type { get; } = type;

    /// <summary>All, as added.</summary>
    public IReadOnlyList<Parameter> All => all;

    /// <summary>The parameters that steps change.</summary>
    public IEnumerable<Parameter> Trainable => all.Where(parameter => parameter.IsTrainable);

    /// <summary>A parameter by name.</summary>
    /// <exception cref="KeyNotFoundException">No parameter has that name.</exception>
    public Parameter this[string name] => byName.TryGetValue(name, out Parameter? parameter)
        ? parameter
        : throw new KeyNotFoundException($"No parameter is named '{name}'.");

    /// <summary>A parameter by name, if it exists.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Parameter? parameter) => byName.TryGetValue(name, out parameter);

    /// <summary>Adds a parameter.</summary>
    /// <param name="name">Its name in checkpoints, unique.</param>
    /// <param name="initial">All values, row-major.</param>
    /// <param name="shape">Their shape.</param>
    /// <returns>Its symbol.</returns>
    public Tensor Add(string name, ReadOnlySpan<float> initial, params long[] shape)
    {
        var parameter = new Parameter(name, Type, shape);
        byName.Add(name, parameter);
        all.Add(parameter);
        parameter.Write(initial);
        return parameter.Tensor;
    }

    /// <summary>Adds a linear layer: a uniform weight of variance 1 / inputs, and a bias of zeros.</summary>
    /// <param name="name">The layer's name; its parameters are <c>.weight</c> [outputs, inputs] and <c>.bias</c> [outputs].</param>
    /// <param name="inputs">Width of its input.</param>
    /// <param name="outputs">Width of its output.</param>
    /// <param name="random">Draws the weight.</param>
    public void AddLinear(string name, int inputs, int outputs, Random random)
    {
        double bound = Math.Sqrt(3.0 / inputs);
        var initial = new float[inputs * outputs];
        for (int i = 0; i < initial.Length; i++)
        {
            initial[i] = (float)(((2 * random.NextDouble()) - 1) * bound);
        }

        Add(name + ".weight", initial, outputs, inputs);
        Add(name + ".bias", new float[outputs], outputs);
    }

    /// <summary>Freezes parameters: no gradient is computed for them, nor below the lowest trained one.</summary>
    public void Freeze(Func<string, bool> which)
    {
        foreach (Parameter parameter in all.Where(parameter => which(parameter.Name)))
        {
            parameter.IsTrainable = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => all.ForEach(parameter => parameter.Dispose());
}
