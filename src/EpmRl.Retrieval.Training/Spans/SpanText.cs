namespace EpmRl.Retrieval.Training.Spans;

/// <summary>A text with spans whose meaning is known.</summary>
/// <param name="Text">The prompt of a listing.</param>
/// <param name="Spans">The spans.</param>
/// <param name="Labelled">The attributes of which every value in the text is known: other spans do not state them.</param>
/// <param name="Source">Where it comes from, for figures by source.</param>
/// <param name="Twin">Id shared with the text that differs only by a cue; null for none.</param>
internal sealed record SpanText(
    string Text, IReadOnlyList<LabelledSpan> Spans, IReadOnlyList<SpanAttribute> Labelled, string Source, string? Twin = null);

/// <summary>A span and what it says of some attributes.</summary>
/// <param name="First">First token.</param>
/// <param name="Last">Last token.</param>
/// <param name="Labels">For each attribute, whether the span states the product's value of it.</param>
/// <param name="Surface">Its text, by which twins are matched.</param>
/// <param name="IsOpen">Whether it is one of very many: a group of words that an open attribute may have as a value.</param>
internal sealed record LabelledSpan(int First, int Last, IReadOnlyDictionary<SpanAttribute, bool> Labels, string Surface, bool IsOpen);

/// <summary>An attribute as the network sees it.</summary>
/// <param name="Prompt">Its prompt.</param>
/// <param name="IsOpen">Whether its values are in no list, so that every group of words may be one.</param>
internal sealed record SpanAttribute(string Prompt, bool IsOpen);
