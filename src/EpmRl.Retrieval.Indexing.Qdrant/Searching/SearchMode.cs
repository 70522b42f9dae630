using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Whether a search is exact.</summary>
/// <param name="IsExact">Whether it compares with every vector in full precision.</param>
/// <param name="IsQuantized">The collection has 8-bit copies of its vectors.</param>
internal readonly record struct SearchMode(bool IsExact, bool IsQuantized)
{
    private const double Oversampling = 2;

    /// <summary>
    /// The parameters of a search. Without rescoring, the scores would be those of the 8-bit vectors, to which thresholds do not apply.
    /// </summary>
    public SearchParams ToParameters()
    {
        var parameters = new SearchParams { Exact = IsExact };
        if (IsQuantized)
        {
            parameters.Quantization = IsExact
                ? new QuantizationSearchParams { Ignore = true }
                : new QuantizationSearchParams { Ignore = false, Rescore = true, Oversampling = Oversampling };
        }

        return parameters;
    }
}
