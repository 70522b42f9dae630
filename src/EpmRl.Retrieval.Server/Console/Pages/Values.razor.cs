using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Server.WebConsole.Parts;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Server.WebConsole.Pages;

/// <content>What the page shows of a search: texts alone, so that nothing of a version of the index outlives its lease.</content>
public partial class Values
{
    private sealed record Overview(int Values, int Attributes, int Categories, IReadOnlyList<string> Examples)
    {
        private const int MostExamples = 6;

        public static Overview Of(ProductTaxonomy taxonomy) => new(
            taxonomy.Attributes.Sum(attribute => attribute.Values.Count), taxonomy.Attributes.Count, taxonomy.Categories.Count,
            [
                .. taxonomy.Attributes.Where(attribute => attribute.IsNamed && attribute.Values.Count > 3)
                    .OrderByDescending(attribute => attribute.Values.Count)
                    .Select(attribute => attribute.Values[attribute.Values.Count / 2].Label).Where(label => label.Length < 24)
                    .Distinct(StringComparer.OrdinalIgnoreCase).Take(MostExamples),
            ]);
    }

    private sealed record FacetItem(string Id, string Name, int Count);

    private sealed record Found(
        IReadOnlyList<Hit> Hits, int Total, IReadOnlyList<FacetItem> Attributes, IReadOnlyList<FacetItem> Categories, string? Next,
        string? Corrected)
    {
        public static Found Of(ValueSearchPage page, ProductTaxonomy taxonomy) => new(
            [.. page.Hits.Select(hit => Hit.Of(hit, taxonomy))],
            page.Total,
            [
                .. page.Attributes.Select(facet => new FacetItem(
                    facet.Id, taxonomy.TryFindAttribute(facet.Id, out AttributeDefinition? attribute) ? attribute.Name : facet.Id,
                        facet.Count)),
            ],
            [
                .. page.Categories.Select(facet => new FacetItem(
                    facet.Id, taxonomy.TryFindCategory(facet.Id, out Category? category) ? category.Name : facet.Id, facet.Count)),
            ],
            page.NextCursor,
            page.Corrected);
    }

    private sealed record Hit(
        int Rank, string Key, string Id, string Label, string Attribute, string Category, int Categories, IReadOnlyList<string> Also,
        IReadOnlyList<string> Aliases, bool IsDeprecated, string? ReplacedBy, double Score, string How,
        IReadOnlyList<(string Name, string Text)> Why)
    {
        private const int MostAliases = 12;

        public static Hit Of(ValueSearchHit hit, ProductTaxonomy taxonomy)
        {
            (AttributeDefinition attribute, TaxonomyValue value, Category category) = hit.Find(taxonomy);
            return new Hit(
                hit.Rank, $"{attribute.Id}/{value.Id}", $"{attribute.Id}/{value.Id}", hit.Label, attribute.Name, category.Path,
                    hit.Categories,
                [.. hit.Others.Select(other => taxonomy.TryFindAttribute(other.Attribute, out AttributeDefinition? named) ? named.Name
                    : other.Attribute)],
                [.. value.Aliases.Take(MostAliases)],
                value.Status == ValueStatus.Deprecated, value.ReplacedBy, hit.Score, HowOf(hit.Match), [.. WhyOf(hit)]);
        }

        private static string HowOf(ValueMatch match) => match switch
        {
            ValueMatch.Exact => "label",
            ValueMatch.Id => "id",
            ValueMatch.Alias => "alias",
            ValueMatch.Prefix => "beginning",
            ValueMatch.Words => "words",
            _ => "meaning",
        };

        private static IEnumerable<(string, string)> WhyOf(ValueSearchHit hit)
        {
            yield return ("Score", $"{Format.Score(hit.Score)}: spelling and meaning together");
            yield return hit.Spelling is { } spelling
                ? ("Spelling", $"{Format.Score(spelling.Score)}: {HowOf(spelling.Match)} “{spelling.Text}”{WordsOf(spelling)}")
                : ("Spelling", "no match");
            yield return hit.Cosine is { } cosine
                ? ("Meaning", $"{Format.Score(cosine)} cosine{(hit.MeaningRank is { } rank ? $", {rank}. nearest" : "")}")
                : ("Meaning", "not among the nearest");
        }

        private static string WordsOf(SpellingMatch spelling) =>
            spelling.Words.Count == 0 ? "" : "; " + string.Join(", ", spelling.Words.Select(
            word => word.Errors > 0 ? $"{word.Query} → {word.Found} ({Format.Count(word.Errors, "typing error")})"
                : word.IsBeginning ? $"{word.Query}… → {word.Found}" : word.Query == word.Found ? word.Query
                    : $"{word.Query} → {word.Found}"));
    }
}
