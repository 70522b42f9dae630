namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Words for counts: <c>one</c>, <c>dozen</c>, <c>pair</c>, <c>dual</c>.</summary>
/// <param name="Values">Word, in lower case → its number.</param>
internal sealed record NumberWords(IReadOnlyDictionary<string, double> Values)
{
    /// <summary>No words at all.</summary>
    public static NumberWords Empty { get; } = new(new Dictionary<string, double>());
}
