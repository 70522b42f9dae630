using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Mentions;

/// <summary>A span that names a kind of product.</summary>
/// <param name="Categories">Ids of the categories of that name; empty for a kind that is not in the taxonomy.</param>
/// <param name="IsHead">Whether the phrase is about it, not about something for it, with it or named after it.</param>
/// <param name="Field">The field.</param>
/// <param name="Start">First UTF-16 unit in the field's original text.</param>
/// <param name="End">The unit after the last.</param>
internal sealed record KindMention(IReadOnlyList<string> Categories, bool IsHead, ProfileField Field, int Start, int End);
