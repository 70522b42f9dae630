using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.LifeCycle;

/// <summary>The cost of a taxonomy change for an index: the texts it holds, and those it would have to encode.</summary>
/// <param name="Values">Active values, before and after.</param>
/// <param name="Before">Different texts of an index of the old taxonomy.</param>
/// <param name="After">Different texts of an index of the new one.</param>
/// <param name="New">Texts missing in the first, which have to be encoded.</param>
internal sealed record PromptImpact((int Before, int After) Values, int Before, int After, IReadOnlyList<string> New)
{
    /// <summary>Compares two taxonomies.</summary>
    /// <param name="before">The taxonomy indexed now.</param>
    /// <param name="after">The new taxonomy.</param>
    /// <param name="prompts">The encoder's prompts.</param>
    public static PromptImpact Of(ProductTaxonomy before, ProductTaxonomy after, PromptTemplates prompts)
    {
        HashSet<string> old = [.. new IndexPlan(before, prompts).Prompts()], now = [.. new IndexPlan(after, prompts).Prompts()];
        int oldCount = old.Count;
        string[] added = [.. now.Where(prompt => !old.Contains(prompt))];
        return new PromptImpact((Count(before), Count(after)), oldCount, now.Count, added);

        static int Count(ProductTaxonomy taxonomy) =>
            taxonomy.Attributes.Sum(attribute => attribute.Values.Count(value => value.Status == ValueStatus.Active));
    }
}
