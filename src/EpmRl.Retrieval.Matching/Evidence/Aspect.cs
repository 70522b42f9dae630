namespace EpmRl.Retrieval.Matching;

/// <summary>An aspect in which listings are compared.</summary>
/// <param name="Id">Id of its attribute; <c>brand</c> for the brand.</param>
/// <param name="Name">Its name in reasons.</param>
/// <param name="Differs">What a difference means.</param>
/// <param name="IsHard">Whether a difference that both listings state plainly rules out the verdict <c>same</c>.</param>
/// <param name="Default">The value of a listing that states none; null when nothing follows from that.</param>
/// <param name="Tolerance">Share by which two quantities may differ and be equal, in [0, 1).</param>
/// <param name="Times">Ids of the aspects whose value follows a count with a sign of multiplication: <c>6 x 330 ml</c>.</param>
/// <param name="IsNearHard">Whether two codes of one length that differ in one character rule out the verdict <c>same</c>.</param>
internal sealed record Aspect(
    string Id, string Name, Difference Differs, bool IsHard, string? Default, double Tolerance, IReadOnlyList<string> Times,
    bool IsNearHard)
{
    /// <summary>The brand, which is read from a column and looked for in texts, not from a list.</summary>
    public static Aspect Brand { get; } = new(
        "brand", "brand", Difference.Product, IsHard: false, Default: null, Tolerance: 0, Times: [], IsNearHard: false);
}
