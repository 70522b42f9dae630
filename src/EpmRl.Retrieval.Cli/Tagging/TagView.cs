using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>
/// Shows results to a person: the title with its evidence marked, then a line for each value with its probability and where it comes from.
/// Answers to review are dimmed, and attributes without a value are listed in one line.
/// </summary>
internal sealed class TagView(IAnsiConsole console, ProductTaxonomy taxonomy)
{
    private const double Sure = 0.9;

    private readonly bool colours = console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;

    /// <summary>Shows one listing.</summary>
    public void Show(ProductProfile profile, TagResult result)
    {
        console.MarkupLine(
            $"{Marked(profile.Title, result, ProfileField.Title, "bold")}  [dim]{Markup.Escape(MarkedText.OneLine(profile.Id))}[/]");
        if (profile.OptionText is { Length: > 0 } options)
        {
            console.MarkupLine(Marked(options, result, ProfileField.Options, "dim"));
        }

        ShowCategory(result);
        if (Places(result, ProfileField.Description).Any())
        {
            console.MarkupLine(MarkedText.Excerpts(profile.Description, Places(result, ProfileField.Description), "dim", colours));
        }

        AttributeAnswer[] answered = [.. result.Attributes.Where(answer => answer.Values.Count > 0)];
        if (answered.Length > 0)
        {
            console.Write(new Padder(Values(answered), new Padding(2, 0, 0, 0)));
        }

        foreach (AttributeAnswer answer in result.Attributes.Where(
            answer => answer is { Values.Count: 0, Status: AnswerStatus.NeedsReview }))
        {
            string others =
                answer.Alternatives.Count > 0 ? $"; or {string.Join(", ", answer.Alternatives.Select(other => other.Label))}" : "";
            console.MarkupLine(
                $"  [yellow]review[/] [dim]{Markup.Escape($"{answer.Attribute}: {MarkedText.OneLine(answer.Reason)}{others}")}[/]");
        }

        string[] missing = [.. result.Attributes.Where(answer => answer.Status == AnswerStatus.NoValue).Select(answer => answer.Attribute)];
        if (missing.Length > 0)
        {
            console.MarkupLine($"  [dim]no value: {Markup.Escape(string.Join(", ", missing))}[/]");
        }

        console.WriteLine();
    }

    private void ShowCategory(TagResult result)
    {
        CategoryAnswer category = result.Category;
        if (category is { Path: { } path })
        {
            string predicted = category.Predicted ? $" (predicted, {Percent(category.Candidates[0])})" : "";
            console.MarkupLine($"[dim]{Markup.Escape(path)}{predicted}[/]");
            return;
        }

        string candidates = string.Join(" · ", category.Candidates.Select(candidate => $"{candidate.Path} {Percent(candidate)}"));
        console.MarkupLine($"[yellow]category unclear[/] [dim]{Markup.Escape(candidates)}[/]");
    }

    private static string Percent(CategoryCandidate candidate) => $"{100 * candidate.Probability:0} %";

    private Table Values(IEnumerable<AttributeAnswer> answers)
    {
        Table table = new Table().Border(TableBorder.None).HideHeaders()
            .AddColumn(new TableColumn("attribute").NoWrap())
            .AddColumn(new TableColumn("value"))
            .AddColumn(new TableColumn("probability").RightAligned().NoWrap())
            .AddColumn(new TableColumn("why"));
        foreach (AttributeAnswer answer in answers)
        {
            bool review = answer.Status == AnswerStatus.NeedsReview;
            for (int i = 0; i < answer.Values.Count; i++)
            {
                ValueAnswer value = answer.Values[i];
                table.AddRow(
                    new Markup(i > 0 ? "" : $"[dim]{Markup.Escape(answer.Attribute)}[/]"),
                    new Markup(Label(answer, value, review)),
                    new Markup(Probability(value, review)),
                    new Markup(Why(answer, value, review)));
            }
        }

        return table;
    }

    // A label that is a bare number is shown with the attribute's unit. "Open" is mentioned only where the attribute has a list.
    private string Label(AttributeAnswer answer, ValueAnswer value, bool review)
    {
        _ = taxonomy.TryFindAttribute(answer.AttributeId, out AttributeDefinition? attribute);
        string unit =
            attribute?.Quantity?.Unit is { } name && value.Label.Length > 0 && char.IsAsciiDigit(value.Label[^1]) ? $" {name}" : "";
        string open = value.Open && attribute?.Values.Count > 0 ? " [dim](not in the list)[/]" : "";
        return $"[{(review ? "dim" : "bold")}]{Markup.Escape(value.Label + unit)}[/]{open}";
    }

    private static string Probability(ValueAnswer value, bool review) =>
        $"[{(review ? "dim" : value.Probability >= Sure ? "green" : "yellow")}]{Math.Min(99, Math.Floor(value.Probability * 100)):0} %[/]";

    private static string Why(AttributeAnswer answer, ValueAnswer value, bool review)
    {
        string why = value.Evidence.Count > 0
            ? string.Join(", ", value.Evidence.Take(2).Select(evidence => $"“{MarkedText.OneLine(evidence.Text)}”{Where(evidence)}"))
            : answer.Reason;
        string also = answer.Alternatives.Count > 0 && (review || value.Probability < Sure)
            ? $"; or {string.Join(", ", answer.Alternatives.Take(2).Select(other => other.Label))}"
            : "";
        string conflict =
            answer.Conflict.Count > 0 ? $"; the text says {string.Join(", ", answer.Conflict.Select(other => other.Label))}" : "";
        string text = $"[dim]{Markup.Escape(why)}[/]{(conflict.Length > 0 ? $"[yellow]{Markup.Escape(conflict)}[/]" : "")}"
            + $"[dim]{Markup.Escape(also)}[/]";
        return review ? $"[yellow]review[/] {text}" : text;
    }

    private static string Where(Evidence evidence) => evidence.Field switch
    {
        ProfileField.Description => " in the description",
        ProfileField.Options => " in the options",
        ProfileField.Column => $" in column {MarkedText.OneLine(evidence.Column ?? "")}",
        _ => "",
    };

    private string Marked(string text, TagResult result, ProfileField field, string style) =>
        MarkedText.Whole(text, Places(result, field), style, colours);

    private static IEnumerable<(int Start, int End)> Places(TagResult result, ProfileField field) =>
        from answer in result.Attributes
        from value in answer.Values
        from evidence in value.Evidence
        where evidence.Field == field
        select (evidence.Start, evidence.End);
}
