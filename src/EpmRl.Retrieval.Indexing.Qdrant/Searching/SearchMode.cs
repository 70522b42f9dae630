using System.Text.Json;

namespace EpmRl.Retrieval.Indexing.Qdrant.Searching;

/// <summary>Whether a search is exact.</summary>
/// <param name="IsExact">Compares with every vector, the whole vectors.</param>
/// <param name="IsQuantized">The collection has 8-bit copies of its vectors.</param>
internal readonly record struct SearchMode(bool IsExact, bool IsQuantized)
{
    private const double Oversampling = 2;

    /// <summary>Writes it as a member of a search.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("params");
        json.WriteBoolean("exact", IsExact);
        if (IsQuantized)
        {
            json.WriteStartObject("quantization");
            json.WriteBoolean("ignore", IsExact);
            if (!IsExact)
            {
                // Without this the scores are those of the 8-bit vectors, which thresholds do not know.
                json.WriteBoolean("rescore", true);
                json.WriteNumber("oversampling", Oversampling);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
