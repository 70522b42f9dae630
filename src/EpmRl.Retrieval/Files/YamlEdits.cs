using System.Text;

namespace EpmRl.Retrieval.Files;

/// <summary>
/// Edits a YAML text in place: sets, adds and removes entries of its maps and lists, and leaves everything else unchanged, comments and
/// layout included. Used for every edit of a file that is also edited by hand.
/// </summary>
/// <param name="text">A text that was read without an error.</param>
internal sealed class YamlEdits(string text)
{
    private readonly string newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
    private readonly List<(int Start, int End, string Text)> edits = [];

    /// <summary>The map of the file.</summary>
    public YamlMapSpan Root { get; } = (YamlMapSpan)YamlSpan.Of(text);

    /// <summary>Sets a key of the file: in its place, or at the end.</summary>
    public void Set(string key, string yaml) => Set(Root, key, yaml, null);

    /// <summary>Sets a key of a map: in its place, else after another key, else at the end.</summary>
    public void Set(YamlMapSpan map, string key, string yaml, string? after)
    {
        (YamlScalarSpan Key, YamlSpan Value) entry = map.Entries.FirstOrDefault(one => one.Key.Text == key);
        if (entry.Key is not null)
        {
            int end = LastOf(entry.Key.End, entry.Value);
            int colon = text.IndexOf(':', entry.Key.End) + 1;
            edits.Add((colon, Math.Max(colon, end), yaml.StartsWith('\n') ? Lines(yaml) : " " + yaml));
            return;
        }

        (YamlScalarSpan Key, YamlSpan Value) before = map.Entries.FirstOrDefault(one => one.Key.Text == after);
        before = before.Key is null && map.Entries.Count > 0 ? map.Entries[^1] : before;
        if (map.Flow)
        {
            int at = before.Key is null ? map.Start + 1 : LastOf(before.Key.End, before.Value);
            edits.Add((at, at, $"{(before.Key is null ? "" : ", ")}{YamlOut.Text(key)}: {yaml}"));
            return;
        }

        int line = EndOfLine(LastOf(before.Key.End, before.Value));
        string content = yaml.StartsWith('\n') ? Lines(yaml) : " " + yaml;
        edits.Add((line, line, newLine + Indent(map.Entries[0].Key.Start) + YamlOut.Text(key) + ":" + content));
    }

    /// <summary>Removes a key of a map: with its lines in block style, with its comma in flow style.</summary>
    public void Remove(YamlMapSpan map, string key)
    {
        (YamlScalarSpan Key, YamlSpan Value) entry = map.Entries.First(one => one.Key.Text == key);
        if (map.Flow)
        {
            int place = map.Entries.ToList().FindIndex(one => one.Key == entry.Key), last = LastOf(entry.Key.End, entry.Value);
            edits.Add(place > 0 ? (LastOf(map.Entries[place - 1].Key.End, map.Entries[place - 1].Value), last, "")
                : (entry.Key.Start, map.Entries.Count > 1 ? map.Entries[1].Key.Start : last, ""));
            return;
        }

        int start = entry.Key.Start == 0 ? 0 : text.LastIndexOf('\n', entry.Key.Start - 1) + 1;
        int end = EndOfLine(LastOf(entry.Key.End, entry.Value));
        edits.Add((start, Math.Min(text.Length, end + (end < text.Length && text[end] == '\r' ? 2 : 1)), ""));
    }

    /// <summary>Adds texts at the end of a non-empty list.</summary>
    public void Append(YamlListSpan list, IEnumerable<string> texts)
    {
        if (list.Flow)
        {
            int at = LastOf(list.Items[^1]);
            edits.Add((at, at, string.Concat(texts.Select(one => ", " + YamlOut.Text(one)))));
        }
        else
        {
            InsertLines(list.Items[^1], texts.Select(one => $"{Indent(list.Start)}- {YamlOut.Text(one)}"));
        }
    }

    /// <summary>Adds lines after the line on which a piece ends.</summary>
    public void InsertLines(YamlSpan piece, IEnumerable<string> lines)
    {
        int end = EndOfLine(LastOf(piece));
        edits.Add((end, end, newLine + string.Join(newLine, lines)));
    }

    /// <summary>The text before a position on its line, as blanks.</summary>
    public string Indent(int start) => new(' ', start - (start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1));

    /// <summary>The edited text.</summary>
    public string Apply()
    {
        // From the end, so that earlier positions stay valid. At one position: first the removal, then the insertions, in order.
        var result = new StringBuilder(text);
        foreach ((int start, int end, string inserted) in edits.Select(OutOfRemovals).Reverse()
            .OrderByDescending(edit => edit.Start).ThenByDescending(edit => edit.End))
        {
            result.Remove(start, end - start).Insert(start, inserted);
        }

        return result.ToString();
    }

    // A line to be added after a removed one takes its place.
    private (int Start, int End, string Text) OutOfRemovals((int Start, int End, string Text) edit)
    {
        (int Start, int End, string Text) removal = edits.FirstOrDefault(
            other => other.Text.Length == 0 && other.Start < other.End && edit.Start == edit.End && other.Start < edit.Start
                && edit.Start < other.End);
        return removal.End == 0 ? edit : (removal.Start, removal.Start, edit.Text[newLine.Length..] + newLine);
    }

    private string Lines(string yaml) => yaml.Replace("\n", newLine, StringComparison.Ordinal);

    private int EndOfLine(int from)
    {
        int end = text.IndexOfAny(['\r', '\n'], from);
        return end < 0 ? text.Length : end;
    }

    // The character after the last one of an entry.
    private int LastOf(int keyEnd, YamlSpan value) => Math.Max(LastOf(value), text.IndexOf(':', keyEnd) + 1);

    // The same for a value; YAML's own end may be on a later line.
    private int LastOf(YamlSpan value)
    {
        switch (value)
        {
            case YamlMapSpan { Flow: true } or YamlListSpan { Flow: true }:
                return value.End + 1; // with its bracket
            case YamlMapSpan map:
                return LastOf(map.Entries[^1].Key.End, map.Entries[^1].Value);
            case YamlListSpan list:
                return LastOf(list.Items[^1]);
        }

        int end = value.End;
        while (end > value.Start && text[end - 1] is '\r' or '\n' or ' ')
        {
            end--;
        }

        return end;
    }
}
