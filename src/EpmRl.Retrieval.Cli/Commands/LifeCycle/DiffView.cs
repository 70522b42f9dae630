using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Shows differences: a line each for people, JSON for programs.</summary>
internal static class DiffView
{
    /// <summary>Prints lines, most important first, and a count of each kind.</summary>
    public static void Show(IAnsiConsole console, TaxonomyDiff diff, int most = int.MaxValue)
    {
        foreach (TaxonomyChange change in diff.Changes.Take(most))
        {
            (string mark, string colour) = change.Kind switch
            {
                ChangeKind.Added or ChangeKind.AliasAdded or ChangeKind.Attached or ChangeKind.Restored => ("+", "green"),
                ChangeKind.Removed or ChangeKind.AliasRemoved or ChangeKind.SpellingLost or ChangeKind.Detached or ChangeKind.Deprecated =>
                    ("-", "red"),
                _ => ("~", "yellow"),
            };
            console.MarkupLine($"[{colour}]{mark}[/] {Markup.Escape(Line(change))}");
        }

        if (diff.Changes.Count > most)
        {
            console.MarkupLineInterpolated($"… and {diff.Changes.Count - most:N0} more.");
        }

        console.MarkupLine(diff.Changes.Count == 0 ? diff.From == diff.To ? "No difference." : "No difference except in the order."
            : Markup.Escape(Counts(diff)));
    }

    /// <summary><c>2 values renamed, 1 category moved</c>.</summary>
    public static string Counts(TaxonomyDiff diff) => string.Join(", ", diff.Counts().Select(count => string.Create(
        CultureInfo.InvariantCulture, $"{count.Count:N0} {NounOf(count.Kind, count.What, count.Count)} {NameOf(count.Kind)}")));

    /// <summary>The object of <c>--json</c>.</summary>
    public static object ForPrograms(TaxonomyDiff diff) => new
    {
        diff.From,
        diff.To,
        Counts = diff.Counts().Select(count => new { Change = count.Kind, count.What, count.Count }).ToArray(),
        diff.Changes,
    };

    public static void WriteJson(TextWriter output, object value) =>
        output.WriteLine(JsonSerializer.Serialize(value, JsonForPrograms.Options));

    private static string Line(TaxonomyChange change)
    {
        string subject = $"{change.What} {change.Id}", named = $"{subject} '{change.Name}'";
        return change.Kind switch
        {
            ChangeKind.Added => $"{named} added",
            ChangeKind.Removed => $"{named} removed",
            ChangeKind.Renamed => $"{subject} renamed: '{change.Before}' → '{change.After}'",
            ChangeKind.Merged => $"{named} merged into {change.After}",
            ChangeKind.Split => $"{named} split into {change.After}",
            ChangeKind.Moved when change.What == "category" => $"{named} moved: {change.Before ?? "(root)"} → {change.After ?? "(root)"}",
            ChangeKind.Moved => $"{named} moved to {change.After}",
            ChangeKind.Retyped => $"{named} re-typed: {change.Before} → {change.After}",
            ChangeKind.Deprecated => $"{named} deprecated",
            ChangeKind.Restored => $"{named} restored",
            ChangeKind.AliasAdded => $"{named} has the alias '{change.After}' now",
            ChangeKind.AliasRemoved => $"{named} lost the alias '{change.Before}'",
            ChangeKind.SpellingLost => $"{named}: '{change.Before}' means no value any more",
            ChangeKind.Attached => $"{named} has the attribute {change.Detail} now",
            ChangeKind.Detached => $"{named} no longer has the attribute {change.Detail}",
            ChangeKind.Changed when change.Detail == "words of packs" => $"{named} no longer has these words of packs: {change.Before}",
            _ when change.Before is null && change.After is null => $"{named}: {change.Detail} changed",
            _ => $"{named}: {change.Detail} changed: {change.Before ?? "(none)"} → {change.After ?? "(none)"}",
        };
    }

    private static string NameOf(ChangeKind kind) => kind switch
    {
        ChangeKind.AliasAdded => "added",
        ChangeKind.AliasRemoved => "removed",
        ChangeKind.SpellingLost => "lost",
        ChangeKind.Retyped => "re-typed",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string NounOf(ChangeKind kind, string what, int count) => kind switch
    {
        ChangeKind.AliasAdded or ChangeKind.AliasRemoved => count == 1 ? "alias" : "aliases",
        ChangeKind.SpellingLost => Plural("spelling", count),
        _ => Plural(what, count),
    };

    private static string Plural(string what, int count) =>
        count == 1 ? what : what == "category" ? "categories" : what == "taxonomy" ? "settings" : what + "s";
}
