using System.Text;

namespace EpmRl.Retrieval.Taxonomy.Files;

/// <summary>Adds aliases to the values of a YAML text. Everything that stands there keeps its place and form, comments included.</summary>
/// <param name="text">A text that is valid as an attribute file or a schema.</param>
internal sealed class AliasEdits(string text)
{
    private readonly string newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
    private readonly List<(int Start, int End, string Text)> edits = [];

    /// <summary>Adds aliases to a value.</summary>
    /// <param name="value">What stands after the value's id: a label, or a map of settings.</param>
    /// <param name="aliases">Aliases that it does not have.</param>
    public void Add(YamlSpan value, IReadOnlyList<string> aliases)
    {
        switch (value)
        {
            case YamlScalarSpan label:
                Replace(label, YamlOut.Map([("label", YamlOut.Text(label.Text)), ("aliases", YamlOut.List(aliases))]));
                break;
            case YamlMapSpan map when map["aliases"] is YamlListSpan list:
                AddTo(list, aliases);
                break;
            case YamlMapSpan map when map["aliases"] is { } one:
                Replace(one, YamlOut.List(aliases)); // nothing, or a null
                break;
            case YamlMapSpan map:
                AddEntry(map, "aliases", YamlOut.List(aliases), after: "label");
                break;
        }
    }

    /// <summary>Adds an entry to a map: after a key that it has, else at the end.</summary>
    public void AddEntry(YamlMapSpan map, string key, string yaml, string? after = null)
    {
        string entry = $"{key}: {yaml}";
        YamlSpan? before = (after is null ? null : map[after]) ?? (map.Entries.Count > 0 ? map.Entries[^1].Value : null);
        if (map.Flow)
        {
            Insert(before?.End ?? map.Start + 1, before is null ? entry : ", " + entry);
        }
        else
        {
            InsertLine(before!, Indent(map.Entries[0].Key.Start) + entry);
        }
    }

    /// <summary>Adds a line, or lines, after the line on which a piece ends.</summary>
    public void InsertLine(YamlSpan piece, string line)
    {
        int end = text.IndexOfAny(['\r', '\n'], LastOf(piece));
        Insert(end < 0 ? text.Length : end, newLine + line.Replace("\n", newLine, StringComparison.Ordinal));
    }

    /// <summary>What stands before a piece on its line, as blanks.</summary>
    public string Indent(int start) => new(' ', start - (start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1));

    /// <summary>The edited text.</summary>
    public string Apply()
    {
        var result = new StringBuilder(text);
        // From the end on, so that places before stay true; of several at one place the first one comes first.
        foreach ((int start, int end, string inserted) in edits.AsEnumerable().Reverse().OrderByDescending(edit => edit.Start))
        {
            result.Remove(start, end - start).Insert(start, inserted);
        }

        return result.ToString();
    }

    private void AddTo(YamlListSpan list, IReadOnlyList<string> aliases)
    {
        if (list.Flow)
        {
            string more = string.Join(", ", aliases.Select(YamlOut.Text));
            Insert(list.Items.Count > 0 ? list.Items[^1].End : list.Start + 1, list.Items.Count > 0 ? ", " + more : more);
        }
        else
        {
            InsertLine(list.Items[^1], string.Join('\n', aliases.Select(alias => $"{Indent(list.Start)}- {YamlOut.Text(alias)}")));
        }
    }

    private void Replace(YamlSpan piece, string with)
    {
        string old = text[piece.Start..piece.End];
        int end = piece.Start + old.TrimEnd().Length; // a block scalar ends with its line
        edits.Add((piece.Start, end, old.Length == 0 ? " " + with : with));
    }

    private void Insert(int at, string inserted) => edits.Add((at, at, inserted));

    // A block scalar's end lies on the line after it.
    private int LastOf(YamlSpan piece)
    {
        int end = piece.End;
        while (end > piece.Start && text[end - 1] is '\r' or '\n' or ' ')
        {
            end--;
        }

        return end;
    }
}
