using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Prints the result of a search, for people.</summary>
internal static class SearchText
{
    private const int MostFacets = 10;

    public static void Write(ValueSearchPage page, ProductTaxonomy taxonomy, bool facets, bool explain, Terminal terminal)
    {
        if (page.Corrected is not null)
        {
            terminal.Say($"Searched by meaning for '{page.Corrected}' too.");
        }

        if (explain)
        {
            foreach (ValueSearchHit hit in page.Hits)
            {
                Explain(hit, taxonomy, terminal.People);
            }
        }
        else
        {
            terminal.People.Write(Hits(page, taxonomy));
        }

        if (facets)
        {
            Facets(
                "attribute", page.Attributes,
                id => taxonomy.TryFindAttribute(id, out AttributeDefinition? attribute) ? attribute.Name : id, terminal.People);
            Facets(
                "category", page.Categories,
                id => taxonomy.TryFindCategory(id, out Category? category) ? category.Path : id, terminal.People);
        }

        if (page.NextCursor is not null)
        {
            terminal.Say($"{page.Total:N0} values in all. Next page: --cursor {page.NextCursor}");
        }
    }

    private static Table Hits(ValueSearchPage page, ProductTaxonomy taxonomy)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("score", "value", "attribute", "category", "why");
        foreach (ValueSearchHit hit in page.Hits)
        {
            (AttributeDefinition attribute, TaxonomyValue value, Category category) = hit.Find(taxonomy);
            string meaning = hit.Cosine is { } cosine ? cosine.ToString("', cosine' 0.00", CultureInfo.InvariantCulture) : "";
            table.AddRow(
                hit.Score.ToString("0.00", CultureInfo.InvariantCulture),
                $"[bold]{Markup.Escape(hit.Label)}[/] [dim]{Markup.Escape(value.Id)}[/]",
                Markup.Escape(hit.AttributesOf(attribute)),
                $"[dim]{Markup.Escape(hit.PlaceOf(category, taxonomy))}[/]",
                Markup.Escape(Short(hit) + meaning));
        }

        return table;
    }

    private static string Short(ValueSearchHit hit) => hit.Match switch
    {
        ValueMatch.Exact => "its label",
        ValueMatch.Id => $"id '{hit.Spelling!.Text}'",
        ValueMatch.Alias => $"alias '{hit.Spelling!.Text}'",
        ValueMatch.Prefix => $"begins '{hit.Spelling!.Text}'",
        ValueMatch.Words => $"words of '{hit.Spelling!.Text}'",
        _ => "similar in meaning",
    };

    private static void Explain(ValueSearchHit hit, ProductTaxonomy taxonomy, IAnsiConsole console)
    {
        (AttributeDefinition attribute, TaxonomyValue value, Category category) = hit.Find(taxonomy);
        string place = $"{hit.AttributesOf(attribute)}, {hit.PlaceOf(category, taxonomy)}";
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{hit.Rank,3}. [bold]{hit.Label}[/] [dim]{attribute.Id}/{value.Id}[/] ({place}), score {hit.Score:0.000}");
        if (value.Status == ValueStatus.Deprecated)
        {
            console.MarkupLineInterpolated($"     deprecated{(value.ReplacedBy is null ? "" : $", replaced by '{value.ReplacedBy}'")}");
        }

        double spelling = hit.Spelling?.Score ?? 0;
        float meaning = Math.Clamp(hit.Cosine ?? 0, 0, 1);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"     spelling {spelling:0.000}: {Spelling(hit)}");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"     meaning  {Meaning(hit)}");
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"     score    1 − (1 − {spelling:0.000}) · (1 − 0.9 · {meaning:0.000}) = {hit.Score:0.000}{First(hit)}");
    }

    private static string Spelling(ValueSearchHit hit) => hit.Match switch
    {
        ValueMatch.Exact => "the query is its label",
        ValueMatch.Id => $"the query is its id '{hit.Spelling!.Text}'",
        ValueMatch.Alias => $"the query is its alias '{hit.Spelling!.Text}'",
        ValueMatch.Prefix => $"'{hit.Spelling!.Text}' begins with the query",
        ValueMatch.Words => $"in '{hit.Spelling!.Text}', {string.Join(", ", hit.Spelling.Words.Select(Word))}",
        _ => "nothing in common",
    };

    private static string Word(WordMatch match) => match switch
    {
        { IsBeginning: true } => $"'{match.Query}' begins '{match.Found}'",
        { Errors: 0 } => match.Query == match.Found ? $"'{match.Query}'" : $"'{match.Query}' as '{match.Found}'",
        _ => $"'{match.Query}' for '{match.Found}' ({match.Errors} {(match.Errors == 1 ? "error" : "errors")})",
    };

    private static string Meaning(ValueSearchHit hit) => hit.Cosine is { } cosine
        ? string.Create(CultureInfo.InvariantCulture, $"{cosine:0.000}: cosine of query and value, number {hit.MeaningRank} by meaning")
        : "0.000: not among the nearest";

    private static string First(ValueSearchHit hit) =>
        hit.Match < ValueMatch.Words ? "; labels, ids, aliases and their beginnings rank before all others" : "";

    private static void Facets(string what, IReadOnlyList<FacetCount> counts, Func<string, string> name, IAnsiConsole console)
    {
        console.MarkupLineInterpolated($"By {what}:");
        foreach (FacetCount count in counts.Take(MostFacets))
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {count.Count,6:N0}  {name(count.Id)} [dim]{count.Id}[/]");
        }

        if (counts.Count > MostFacets)
        {
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture, $"          … and {counts.Count - MostFacets:N0} more (--json lists them all)");
        }
    }
}
