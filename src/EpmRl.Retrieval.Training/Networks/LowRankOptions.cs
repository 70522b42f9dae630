namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// Low-rank adapters of linear layers (LoRA, Hu et al., 2021, arXiv:2106.09685): y = W x + (alpha / rank) · B (A x), with random A and zero
/// B at the start.
/// </summary>
/// <param name="Rank">Rows of A, 1 or more.</param>
/// <param name="Alpha">Numerator of the scale.</param>
/// <param name="Applies">Which linear layers, by the name of the weight without <c>.weight</c>.</param>
internal sealed record LowRankOptions(int Rank, double Alpha, Func<string, bool> Applies)
{
    /// <summary>Seed of A.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Factor of the product of both matrices.</summary>
    public double Scale => Alpha / Rank;

    /// <summary>Whether a parameter belongs to an adapter.</summary>
    public static bool IsAdapter(string parameter) => parameter.Contains(".lora_", StringComparison.Ordinal);

    /// <summary>Name of A, [rank, inputs], for a layer.</summary>
    public static string NameOfA(string layer) => layer + ".lora_A.weight";

    /// <summary>Name of B, [outputs, rank], for a layer.</summary>
    public static string NameOfB(string layer) => layer + ".lora_B.weight";
}
