using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>The settings of one dense vector.</summary>
/// <param name="Size">Number of components.</param>
/// <param name="Distance"><c>Cosine</c>, <c>Dot</c>, <c>Euclid</c> or <c>Manhattan</c>.</param>
/// <param name="Settings">All settings, as collection info shows them.</param>
internal sealed record VectorParams(int Size, string Distance, JsonObject Settings)
{
    public static readonly IReadOnlyList<string> Distances = ["Cosine", "Euclid", "Dot", "Manhattan"];

    /// <summary>Whether a larger score is better.</summary>
    public bool LargerIsBetter => Distance is "Cosine" or "Dot";

    /// <summary>A vector as it is kept or compared; the size is checked first.</summary>
    /// <exception cref="QdrantError">It has another size.</exception>
    public DenseVector Prepare(DenseVector vector)
    {
        if (vector.Values.Length != Size)
        {
            throw QdrantError.WrongSize(Size, vector.Values.Length);
        }

        return Distance == "Cosine" ? vector.Normalised() : vector;
    }
}
