using System.Globalization;

namespace EpmRl.Retrieval.Identification;

/// <summary>Counts what a file cannot represent, with an example for each reason.</summary>
internal sealed class LeftOut
{
    private readonly Dictionary<string, (long Count, string Example)> reasons = new(StringComparer.Ordinal);

    /// <summary>Counts one case.</summary>
    /// <param name="reason">What was left out and why, in the plural: <c>values without …</c>.</param>
    /// <param name="example">The case.</param>
    public void Add(string reason, string example) =>
        reasons[reason] = reasons.TryGetValue(reason, out (long Count, string Example) so) ? (so.Count + 1, so.Example) : (1, example);

    /// <summary>A sentence for each reason.</summary>
    public IReadOnlyList<string> Describe() =>
        [.. reasons.Select(pair => string.Create(
            CultureInfo.InvariantCulture, $"Left out ({pair.Value.Count:N0}): {pair.Key} (first: {pair.Value.Example})."))];
}
