using System.Globalization;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>The parameters of a search.</summary>
internal sealed record SearchParameters
{
    public bool Exact { get; init; }

    public bool IndexedOnly { get; init; }

    public int? HnswEf { get; init; }

    public double? Oversampling { get; init; }

    public bool IgnoreQuantization { get; init; }

    public bool? Rescore { get; init; }

    /// <exception cref="QdrantError">422: a value outside its range.</exception>
    public static SearchParameters Read(JsonItem? item, string field)
    {
        JsonItem? quantization = item?["quantization"];
        double? oversampling = quantization?["oversampling"]?.Double;
        if (oversampling < 1)
        {
            throw QdrantError.InvalidBody(
                $"{field}.quantization.oversampling", $"value {Show(oversampling.Value)} invalid, must be 1.0 or larger");
        }

        double? selectivity = item?["acorn"]?["max_selectivity"]?.Double;
        if (selectivity is < 0 or > 1)
        {
            throw QdrantError.InvalidBody(
                $"{field}.acorn.max_selectivity", $"value {Show(selectivity.Value)} invalid, must be from 0.0 to 1.0");
        }

        return new SearchParameters
        {
            Exact = item?["exact"]?.IsTrue == true,
            IndexedOnly = item?["indexed_only"]?.IsTrue == true,
            HnswEf = item?["hnsw_ef"] is { } ef ? NumberReader.Natural(ef) : null,
            Oversampling = oversampling,
            IgnoreQuantization = quantization?["ignore"]?.IsTrue == true,
            Rescore = quantization?["rescore"]?.IsTrue,
        };
    }

    private static string Show(double value) => value.ToString("0.0###########", CultureInfo.InvariantCulture);
}
