using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The source of hard negatives: the vector of every listing and of every value's prompt, as of the last refresh.</summary>
internal sealed class VectorBank
{
    private readonly int dimension;
    private readonly int[] firstRows; // of each group; the last is the number of rows

    /// <summary>Creates an empty bank: nothing is near anything.</summary>
    public VectorBank(TrainingSet set, int dimension)
    {
        this.dimension = dimension;
        firstRows = new int[set.Groups.Count + 1];
        for (int group = 0; group < set.Groups.Count; group++)
        {
            firstRows[group + 1] = firstRows[group] + set.Groups[group].Values.Count;
        }

        Items = new float[set.Items.Count * dimension];
        Values = new float[firstRows[^1] * dimension];
    }

    /// <summary>Vectors of the listings, [N, D].</summary>
    public float[] Items { get; }

    /// <summary>Vectors of the values' label prompts, group after group, [values, D].</summary>
    public float[] Values { get; }

    /// <summary>The vector of a value's label prompt.</summary>
    public ReadOnlySpan<float> Value(int group, int value) => Values.AsSpan((firstRows[group] + value) * dimension, dimension);

    /// <summary>Sets a listing's vector.</summary>
    public void SetItem(int item, ReadOnlySpan<float> vector) => vector.CopyTo(Items.AsSpan(item * dimension, dimension));

    /// <summary>Sets a value's vector.</summary>
    public void SetValue(int group, int value, ReadOnlySpan<float> vector) =>
        vector.CopyTo(Values.AsSpan((firstRows[group] + value) * dimension, dimension));

    /// <summary>Cosine of a listing and a value.</summary>
    public float Score(int item, int group, int value) => DotProduct.Of(
        Items.AsSpan(item * dimension, dimension), Value(group, value));
}
