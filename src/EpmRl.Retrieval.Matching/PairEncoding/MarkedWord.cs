namespace EpmRl.Retrieval.Matching;

/// <summary>A word of a <see cref="MarkedText"/>.</summary>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="End">The unit after its last.</param>
/// <param name="Mark">What is known of it, 0 to <see cref="WordMarks.Count"/> − 1.</param>
/// <param name="Field">The field that it is from.</param>
/// <param name="Place">Its first unit in the field's original text.</param>
internal readonly record struct MarkedWord(int Start, int End, int Mark, Catalog.ProfileField Field, int Place);
