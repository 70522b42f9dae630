namespace EpmRl.Retrieval.Matching;

/// <summary>A value that a listing states for an aspect.</summary>
/// <param name="Key">What is compared: a label's key, or the letters and digits of a code.</param>
/// <param name="Label">The value as reasons show it.</param>
/// <param name="Number">The number of a quantity, in the aspect's unit; null for others.</param>
/// <param name="Span">Where it is stated.</param>
/// <param name="IsPlain">Whether the title, an option or a column states it: descriptions also name what a product works with.</param>
internal sealed record AspectValue(string Key, string Label, double? Number, AspectSpan Span, bool IsPlain)
{
    /// <summary>Whether two values are equal.</summary>
    public bool Is(AspectValue other, double tolerance) =>
        Number is { } a && other.Number is { } b
            ? Math.Abs(a - b) <= tolerance * Math.Max(Math.Abs(a), Math.Abs(b))
            : string.Equals(Key, other.Key, StringComparison.Ordinal);
}
