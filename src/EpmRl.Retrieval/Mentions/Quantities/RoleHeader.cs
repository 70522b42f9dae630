using System.Text.RegularExpressions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions.Quantities;

/// <summary>Role marks that stand together, away from their numbers: "(W x D x H)", "LxWxH".</summary>
/// <param name="Start">First character.</param>
/// <param name="End">The character after its last.</param>
/// <param name="Marks">The marks, in order.</param>
internal sealed partial record RoleHeader(int Start, int End, RoleMark[] Marks)
{
    private const int Most = 32; // a listing has one or two; a text with more is no listing, and must not cost the square of them

    /// <summary>The first headers of a text, all of whose marks are role words of measurements ("sheets/pack" is none).</summary>
    public static RoleHeader[] Find(string text, RoleWords roles)
    {
        var headers = new List<RoleHeader>();
        foreach (Match match in Pattern().Matches(text))
        {
            RoleMark[] marks =
            [
                .. match.Groups["role"].Captures.Select(capture =>
                    new RoleMark(TextKey.Of(capture.Value), capture.Index, capture.Index + capture.Length)),
            ];
            if (marks.All(mark => roles.Contains(mark.Key) && !roles.IsCount(mark.Key)))
            {
                headers.Add(new RoleHeader(match.Index, match.Index + match.Length, marks));
                if (headers.Count == Most)
                {
                    break;
                }
            }
        }

        return [.. headers];
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9])(?<role>[A-Za-z]{1,8}?)(\s*[xX/*]\s*(?<role>[A-Za-z]{1,8}?)){1,3}(?![A-Za-z0-9])")]
    private static partial Regex Pattern();
}

/// <summary>A role word at a place of a text.</summary>
/// <param name="Key">The word, as a comparison key.</param>
/// <param name="Start">First character.</param>
/// <param name="End">The character after its last.</param>
internal readonly record struct RoleMark(string Key, int Start, int End);
