using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>A copy of an adapter's values.</summary>
internal sealed class AdapterSnapshot
{
    private readonly IReadOnlyDictionary<string, float[]> values;

    private AdapterSnapshot(IReadOnlyDictionary<string, float[]> values) => this.values = values;

    /// <summary>Copies the adapters of a set.</summary>
    public static AdapterSnapshot Of(ParameterSet parameters) => new(parameters.All
        .Where(parameter => LowRankOptions.IsAdapter(parameter.Name))
        .ToDictionary(parameter => parameter.Name, parameter => parameter.Read(), StringComparer.Ordinal));

    /// <summary>Puts the values back.</summary>
    public void Restore(ParameterSet parameters)
    {
        foreach ((string name, float[] numbers) in values)
        {
            parameters[name].Write(numbers);
        }
    }
}
