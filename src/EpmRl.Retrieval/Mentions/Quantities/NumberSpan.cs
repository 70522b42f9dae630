namespace EpmRl.Retrieval.Mentions;

/// <summary>A number as written in a text.</summary>
/// <param name="Start">First character in the cleaned text.</param>
/// <param name="End">The character after its last.</param>
/// <param name="Values">One value; several for composites ("40/80"); two, ascending, for a range.</param>
/// <param name="IsRange">True for "12-14" and "12 to 14".</param>
/// <param name="IsWord">True for "dual" and "dozen".</param>
/// <param name="Other">The values of the second reading if the digits have two ("1.800", "12,500"); null if they have one.</param>
/// <param name="IsOpen">True if the listing does not decide which of the two is meant.</param>
internal readonly record struct NumberSpan(
    int Start, int End, IReadOnlyList<double> Values, bool IsRange = false, bool IsWord = false, IReadOnlyList<double>? Other = null,
    bool IsOpen = false);
