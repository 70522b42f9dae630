using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.LifeCycle;

/// <summary>What a change of a taxonomy costs an index: the texts that it holds, and those that it would have to encode.</summary>
/// <param name="Values">Values in use, before and after.</param>
/// <param name="Before">Different texts of an index of the taxonomy before.</param>
/// <param name="After">Different texts of one after.</param>
/// <param name="New">Texts that the first has not: they have to be encoded.</param>
public sealed record PromptImpact((int Before, int After) Values, int Before, int After, IReadOnlyList<string> New)
{
    /// <summary>Compares two taxonomies.</summary>
    /// <param name="before">What is indexed now.</param>
    /// <param name="after">What would be.</param>
    /// <param name="prompts">The texts of the encoder.</param>
    public static PromptImpact Of(ProductTaxonomy before, ProductTaxonomy after, PromptTemplates prompts)
    {
        HashSet<string> old = [.. new IndexPlan(before, prompts).Prompts()], now = [.. new IndexPlan(after, prompts).Prompts()];
        int oldCount = old.Count;
        string[] added = [.. now.Where(prompt => !old.Contains(prompt))];
        return new PromptImpact((Count(before), Count(after)), oldCount, now.Count, added);

        static int Count(ProductTaxonomy taxonomy) => taxonomy.Attributes.Sum(attribute => attribute.Values.Count(value => value.Status == ValueStatus.Active));
    }
}
