using System.Text.Json;

namespace EpmRl.Retrieval.Matching;

/// <summary>A line of decided pairs, by the ids of the listings.</summary>
/// <param name="A">Id of one listing.</param>
/// <param name="B">Id of the other.</param>
/// <param name="Probability">Probability that both are one product, in [0, 1].</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reasons">The reasons as the line has them; undefined where it has none.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Model">The matcher that decided; null where the line does not name it.</param>
internal sealed record DecidedPair(
    string A, string B, double Probability, MatchVerdict Verdict, JsonElement Reasons, long Line, string? Model = null);
