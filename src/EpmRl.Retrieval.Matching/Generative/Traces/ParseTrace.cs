namespace EpmRl.Retrieval.Matching;

/// <summary>
/// One listing with the aspects that the engine reads in it: the stage before matching (SGER, arXiv 2605.23597), in lines such as
/// <c>brand: Sony</c>.
/// </summary>
/// <param name="Prompt">The question.</param>
/// <param name="Text">The answer, one aspect a line, in the order of the prompt's aspects; every value is a quote.</param>
internal sealed record ParseTrace(GenerationPrompt Prompt, string Text)
{
    private const int MostLines = 8;

    /// <summary>The trace of a listing; null where the engine reads nothing in it.</summary>
    /// <param name="catalog">The listings.</param>
    /// <param name="listing">Position of the listing.</param>
    public static ParseTrace? Of(EvidenceCatalog catalog, int listing)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        IReadOnlyList<(string Aspect, string Quote)> stated = catalog.Stated(listing);
        return stated.Count == 0 ? null : new ParseTrace(
            catalog.Prompt.ForOne(catalog.Shown(listing)),
            string.Join('\n', stated.Take(MostLines).Select(one => $"{one.Aspect}: {one.Quote}")));
    }
}
