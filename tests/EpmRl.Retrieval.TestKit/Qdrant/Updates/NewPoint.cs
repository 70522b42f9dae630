using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Updates;

/// <summary>A point as a request gives it: its vectors are not checked or normalised yet.</summary>
internal sealed record NewPoint(PointId Id, IReadOnlyDictionary<string, StoredVector> Vectors, JsonObject Payload)
{
    /// <summary>Compares sizes, before anything is written. An unknown name is not looked at here.</summary>
    public void CheckSizes(CollectionConfig config)
    {
        foreach ((string name, StoredVector vector) in Vectors)
        {
            if (vector is DenseVector dense && config.Dense.TryGetValue(name, out VectorParams? known))
            {
                known.CheckSize(dense);
            }
        }
    }

    /// <summary>The vectors as they are kept.</summary>
    public Dictionary<string, StoredVector> Prepare(CollectionConfig config) =>
        Vectors.ToDictionary(pair => pair.Key, pair => pair.Value switch
    {
        DenseVector dense when config.Dense.TryGetValue(pair.Key, out VectorParams? known) => (StoredVector)known.Prepare(dense),
        SparseVector sparse when config.Sparse.ContainsKey(pair.Key) => sparse,
        _ => throw QdrantError.NoVector(pair.Key),
    });
}
