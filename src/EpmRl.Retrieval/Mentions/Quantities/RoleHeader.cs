using System.Text.RegularExpressions;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Adjacent role marks, separate from their numbers: "(W x D x H)", "B/T/H", "幅×奥行×高さ", "长宽高".</summary>
/// <param name="Start">First character.</param>
/// <param name="End">The character after its last.</param>
/// <param name="Marks">The marks, in order.</param>
/// <param name="Unit">A unit written after the marks, "W x D x H (cm)"; null without one.</param>
internal sealed partial record RoleHeader(int Start, int End, RoleMark[] Marks, UnitReading? Unit)
{
    private const int Most = 32; // a listing has one or two; the limit avoids quadratic time in hostile texts

    /// <summary>
    /// The first headers of a text, all of whose marks are role words of sizes, or of the systems of one pack ("sheets/pack" is not a
    /// header).
    /// </summary>
    public static RoleHeader[] Find(string text, RoleWords roles, UnitLexicon units)
    {
        var headers = new List<RoleHeader>();
        foreach (Match match in Pattern().Matches(text))
        {
            RoleMark[] marks = match.Groups["run"] is { Success: true } run
                ? MarksOf(text, run.Index, run.Length, roles)
                : [.. match.Groups["role"].Captures.Select(capture => MarkOf(text, capture, roles))];
            if (marks.Length > 1
                && marks.All(mark => roles.Contains(mark.Key) && (!roles.IsCount(mark.Key) || roles.Families.Contains(mark.Key))))
            {
                string[] keys = roles.Families.Understand([.. marks.Select(mark => text[mark.Start..mark.End])]);
                RoleMark[] understood = [.. marks.Select((mark, i) => mark with { Key = keys[i] })];
                headers.Add(
                    new RoleHeader(match.Index, match.Index + match.Length, understood, units.ReadNote(text, match.Index + match.Length)));
                if (headers.Count == Most)
                {
                    break;
                }
            }
        }

        return [.. headers];
    }

    // In scripts without blanks, the first mark may directly follow other words: "尺寸长*宽*高".
    private static RoleMark MarkOf(string text, Capture capture, RoleWords roles)
    {
        (int start, int end) = (capture.Index, capture.Index + capture.Length);
        return roles.Glued(text, end) is { } mark && mark.Start >= start ? mark : new RoleMark(TextKey.Of(capture.Value), start, end);
    }

    // "长宽高": every letter, or pair of letters, is a mark. Adjacent Latin letters are a word.
    private static RoleMark[] MarksOf(string text, int start, int length, RoleWords roles)
    {
        const int longest = 3; // letters of a mark
        var marks = new List<RoleMark>();
        for (int at = start; at < start + length;)
        {
            int end = Math.Min(start + length, at + longest);
            while (end > at && !roles.Contains(RoleWords.Key(text[at..end])))
            {
                end--;
            }

            if (end == at)
            {
                marks.Clear(); // a word before the marks: "尺寸长宽高"
                at++;
            }
            else
            {
                marks.Add(new RoleMark(RoleWords.Key(text[at..end]), at, end));
                at = end;
            }
        }

        return [.. marks];
    }

    // Marks with separators, or letters of a script without blanks.
    [GeneratedRegex(@"(?<![\p{L}\p{N}])(?<role>\p{L}{1,14}?)\.?(\s{0,2}[xX/*·]\s{0,2}(?<role>\p{L}{1,14}?)\.?){1,3}(?![\p{L}\p{N}])"
        + @"|(?<run>[\u3040-\u30ff\u4e00-\u9fff]{2,12})")]
    private static partial Regex Pattern();
}

/// <summary>A role word in a text, with its span.</summary>
/// <param name="Key">The word, as a comparison key.</param>
/// <param name="Start">First character.</param>
/// <param name="End">The character after its last.</param>
internal readonly record struct RoleMark(string Key, int Start, int End);
