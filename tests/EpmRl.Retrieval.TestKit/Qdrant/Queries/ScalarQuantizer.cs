using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>
/// Scores under scalar int8 quantisation without rescoring: each component is rounded to one of 128 steps between the smallest and the
/// largest one. Points in plain segments keep their float scores. The quantile of the settings is not looked at: the server does not
/// either below 127 vectors, which is as far as the recordings show it.
/// </summary>
internal sealed class ScalarQuantizer
{
    private const float Steps = 127f;
    private readonly Collection _collection;
    private readonly string _name;
    private readonly float _step;
    private readonly float _offset;

    private ScalarQuantizer(Collection collection, string name, float step, float offset)
    {
        _collection = collection;
        _name = name;
        _step = step;
        _offset = offset;
    }

    /// <summary>A quantizer, where this search has to use one; null where it reads the float vectors.</summary>
    public static ScalarQuantizer? TryCreate(Collection collection, string name, SearchParameters parameters)
    {
        bool rescores = parameters.Rescore ?? false;
        if (parameters.Exact || parameters.IgnoreQuantization || rescores || collection.Config.QuantizationOf(name)?["scalar"] is null)
        {
            return null;
        }

        float smallest = float.MaxValue, largest = float.MinValue;
        foreach (StoredPoint point in collection.Points.Values.Where(point => collection.Segments.Of(point.Id).IsIndexed))
        {
            foreach (float value in (point.Vectors.GetValueOrDefault(name) as DenseVector)?.Values ?? [])
            {
                smallest = Math.Min(smallest, value);
                largest = Math.Max(largest, value);
            }
        }

        return largest > smallest ? new ScalarQuantizer(collection, name, (largest - smallest) / Steps, smallest) : null;
    }

    public Func<StoredPoint, float?> Scorer(DenseVector query)
    {
        float[] cut = Cut(query);
        return point => point.Vectors.GetValueOrDefault(_name) is not DenseVector vector ? null
            : Dot(
                cut,
                _collection.Segments.Of(point.Id).IsIndexed ? Cut(vector) : vector.Values,
                query,
                _collection.Segments.Of(point.Id).IsIndexed);
    }

    private static float Dot(float[] cut, float[] stored, DenseVector query, bool isCut)
    {
        float[] left = isCut ? cut : query.Values;
        float sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * stored[i];
        }

        return sum;
    }

    /// <summary>The vector as the steps say it.</summary>
    private float[] Cut(DenseVector vector) =>
        [.. vector.Values.Select(
            value => (MathF.Round(Math.Clamp((value - _offset) / _step, 0f, Steps), MidpointRounding.AwayFromZero) * _step) + _offset)];
}
