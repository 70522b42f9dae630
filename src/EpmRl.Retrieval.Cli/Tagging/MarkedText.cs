using System.Text;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>A text with places marked: in colour and underlined, or in [brackets] where there is no colour.</summary>
internal static class MarkedText
{
    private const int Around = 40; // characters shown on either side of a place in a long text

    /// <summary>Marks places of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="places">Start and end of each place; they may overlap and come in any order.</param>
    /// <param name="style">The markup style of the text around the places.</param>
    /// <param name="colours">Whether the console has colours.</param>
    /// <returns>Spectre markup.</returns>
    public static string Whole(string text, IEnumerable<(int Start, int End)> places, string style, bool colours) =>
        Mark(text, 0, text.Length, Merge(places, text.Length), style, colours);

    /// <summary>The same for a long text, cut to the places with some words around them.</summary>
    public static string Excerpts(string text, IEnumerable<(int Start, int End)> places, string style, bool colours)
    {
        List<(int Start, int End)> merged = Merge(places, text.Length);
        var windows = new List<(int Start, int End)>();
        foreach ((int start, int end) in merged)
        {
            (int Start, int End) window = (WordStart(text, start - Around), WordEnd(text, end + Around));
            if (windows.Count > 0 && window.Start <= windows[^1].End)
            {
                windows[^1] = (windows[^1].Start, Math.Max(windows[^1].End, window.End));
            }
            else
            {
                windows.Add(window);
            }
        }

        var markup = new StringBuilder();
        foreach ((int start, int end) in windows)
        {
            markup.Append(start > 0 ? $"[{style}]… [/]" : "");
            markup.Append(Mark(text, start, end, merged.Where(place => place.Start >= start && place.End <= end), style, colours));
            markup.Append(end < text.Length ? $"[{style}] …[/] " : "");
        }

        return markup.ToString().TrimEnd();
    }

    private static string Mark(string text, int start, int end, IEnumerable<(int Start, int End)> places, string style, bool colours)
    {
        var markup = new StringBuilder();
        int at = start;
        foreach ((int from, int to) in places)
        {
            Plain(at, from);
            string place = Markup.Escape(OneLine(text[from..to]));
            markup.Append(colours ? $"[underline green]{place}[/]" : $"[[{place}]]");
            at = to;
        }

        Plain(at, end);
        return markup.ToString();

        void Plain(int from, int to)
        {
            if (to > from)
            {
                markup.Append($"[{style}]{Markup.Escape(OneLine(text[from..to]))}[/]");
            }
        }
    }

    private static List<(int Start, int End)> Merge(IEnumerable<(int Start, int End)> places, int length)
    {
        var merged = new List<(int Start, int End)>();
        foreach ((int start, int end) in places.Where(place => place.Start >= 0 && place.Start < place.End && place.End <= length).Order())
        {
            if (merged.Count > 0 && start <= merged[^1].End)
            {
                merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, end));
            }
            else
            {
                merged.Add((start, end));
            }
        }

        return merged;
    }

    private static int WordStart(string text, int at)
    {
        at = Math.Max(at, 0);
        while (at > 0 && !char.IsWhiteSpace(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static int WordEnd(string text, int at)
    {
        at = Math.Min(at, text.Length);
        while (at < text.Length && !char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>A listing's text on one line, without control characters: they must not reach the terminal.</summary>
    public static string OneLine(string text) => string.Create(text.Length, text, (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        }
    });
}
