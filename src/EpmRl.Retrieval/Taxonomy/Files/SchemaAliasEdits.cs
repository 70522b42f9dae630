using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Adds aliases to the entries of a schema.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="text">Its text, which has been read without an error.</param>
/// <param name="log">Receives problems.</param>
internal sealed class SchemaAliasEdits(string path, string text, ProblemLog log)
{
    private readonly YamlEdits edits = new(text);

    /// <summary>Adds the aliases that no entry gives their value yet.</summary>
    /// <returns>The edited text, and the number of added aliases.</returns>
    public (string Text, int Added) Apply(IReadOnlyList<AliasToAdd> aliases)
    {
        int added = 0;
        var unplaced = new List<AliasToAdd>();
        foreach (IGrouping<(string, string?, string), AliasToAdd> value in aliases.GroupBy(
            alias => (alias.Attribute, alias.Category, alias.Label)))
        {
            AliasToAdd[] fresh = [.. value.DistinctBy(alias => TextKey.Of(alias.Alias)).Where(alias => !IsKnown(alias))];
            added += fresh.Length;
            if (fresh.Length > 0 && !Place(fresh))
            {
                unplaced.AddRange(fresh);
            }
        }

        if (unplaced.Count > 0)
        {
            AppendEntries(unplaced);
        }

        return (edits.Apply(), added);
    }

    private IEnumerable<YamlMapSpan> Entries => ((edits.Root["attributes"] as YamlListSpan)?.Items ?? []).OfType<YamlMapSpan>();

    // Entries apply in order, and a list replaces the previous one: the last one that sets the value's aliases counts.
    private bool Place(AliasToAdd[] fresh)
    {
        AliasToAdd one = fresh[0];
        string[] texts = [.. fresh.Select(alias => alias.Alias)];
        YamlMapSpan? value = Entries.Where(entry => IsFor(entry, one)).Select(entry => Value(entry, one) as YamlMapSpan)
            .LastOrDefault(found => found?["aliases"] is not null);
        if (value is not null)
        {
            AddTo(value, texts);
            return true;
        }

        if (Entries.LastOrDefault(
            entry => IsExactlyFor(entry, one) && entry["values"] is YamlMapSpan { Entries.Count: > 0 }) is not { } exact)
        {
            return false;
        }

        var values = (YamlMapSpan)exact["values"]!;
        switch (Entry(exact, one))
        {
            case (_, YamlMapSpan settings):
                AddTo(settings, texts);
                break;
            case ({ } key, YamlScalarSpan label): // the entry has a new label alone
                edits.Set(values, key.Text, YamlOut.Map([("label", YamlOut.Text(label.Text)), ("aliases", YamlOut.List(texts))]), null);
                break;
            default:
                edits.Set(values, one.Label, Aliases(texts), null);
                break;
        }

        return true;
    }

    private void AddTo(YamlMapSpan value, string[] texts)
    {
        if (value["aliases"] is YamlListSpan { Items.Count: > 0 } list)
        {
            edits.Append(list, texts);
        }
        else
        {
            edits.Set(value, "aliases", YamlOut.List(texts), after: "label");
        }
    }

    private bool IsKnown(AliasToAdd alias) => Entries.Where(entry => IsFor(entry, alias))
        .Select(entry => (Value(entry, alias) as YamlMapSpan)?["aliases"] as YamlListSpan)
        .Any(list => list?.Items.OfType<YamlScalarSpan>().Any(item => TextKey.Of(item.Text) == TextKey.Of(alias.Alias)) == true);

    private void AppendEntries(List<AliasToAdd> aliases)
    {
        if (edits.Root["attributes"] is not YamlListSpan { Flow: false, Items.Count: > 0 } list)
        {
            log.Error(path, 0, "The schema has no list 'attributes' with one entry per line, to which aliases could be added. Add '- "
                + "match: {attribute: …}' below 'attributes:'.");
            return;
        }

        string indent = edits.Indent(list.Start);
        foreach (IGrouping<(string Attribute, string? Category), AliasToAdd> entry in aliases.GroupBy(
            alias => (alias.Attribute, alias.Category)))
        {
            string category = entry.Key.Category is { } name ? $", category: {YamlOut.Text(name)}" : "";
            IEnumerable<string> values = entry.GroupBy(alias => alias.Label)
                .Select(value => $"{indent}    {YamlOut.Text(value.Key)}: {Aliases(value.Select(alias => alias.Alias))}");
            edits.InsertLines(list.Items[^1],
                [$"{indent}- match: {{attribute: {YamlOut.Text(entry.Key.Attribute)}{category}}}", $"{indent}  values:", .. values]);
        }
    }

    private static string Aliases(IEnumerable<string> aliases) => YamlOut.Map([("aliases", YamlOut.List(aliases))]);

    private static YamlSpan? Value(YamlMapSpan entry, AliasToAdd alias) => Entry(entry, alias).Value;

    // By label or id, as the schema names values; the first spelling.
    private static (YamlScalarSpan? Key, YamlSpan? Value) Entry(YamlMapSpan entry, AliasToAdd alias) =>
        ((entry["values"] as YamlMapSpan)?.Entries ?? [])
            .Where(value => value.Key.Text == alias.ValueId || TextKey.Of(value.Key.Text) == TextKey.Of(alias.Label))
            .OrderBy(value => value.Key.Text == alias.Label ? 0 : value.Key.Text == alias.ValueId ? 1 : 2)
            .FirstOrDefault();

    private static bool IsFor(YamlMapSpan entry, AliasToAdd alias) =>
        Is(entry, "attribute", alias.Attribute, alias.AttributeId)
            && (Match(entry, "category") is null || Is(entry, "category", alias.Category ?? ""));

    private static bool IsExactlyFor(YamlMapSpan entry, AliasToAdd alias) =>
        IsFor(entry, alias) && Match(entry, "category") is null == alias.Category is null;

    private static bool Is(YamlMapSpan entry, string key, params string[] names) =>
        Match(entry, key) is { } text && names.Any(name => TextKey.Of(name) == TextKey.Of(text));

    private static string? Match(YamlMapSpan entry, string key) => ((entry["match"] as YamlMapSpan)?[key] as YamlScalarSpan)?.Text;
}
