using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;

namespace EpmRl.Retrieval.Text;

/// <summary>The type of a piece of a text with markup.</summary>
internal enum MarkupKind
{
    /// <summary>Text for readers.</summary>
    Text,

    /// <summary>A tag that begins an element.</summary>
    Start,

    /// <summary>A tag that ends one.</summary>
    End,

    /// <summary>A comment, a declaration, or hidden content.</summary>
    Hidden,
}

/// <summary>A piece of a text with markup.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The element's name; empty for other pieces.</param>
/// <param name="Start">First character.</param>
/// <param name="End">The character after its last.</param>
internal readonly record struct MarkupToken(MarkupKind Kind, string Name, int Start, int End);

/// <summary>Splits a text into markup and text by the HTML standard's tokenizer, in linear time; no tree is built.</summary>
/// <remarks>
/// Listings are plain text as often as HTML, and may be truncated. Text that only looks like a tag stays text: <c>&lt;NEW&gt;</c>, which is
/// not an element, has no attributes and is never closed, and a tag without its <c>&gt;</c>, unless it has attributes.
/// </remarks>
internal sealed class MarkupTokens
{
    private const int MostResumed = 8; // unclosed tags that are skipped; everything after them is text
    private readonly string text;
    private readonly List<MarkupToken> tokens = [];
    private readonly HashSet<string> ended = new(StringComparer.Ordinal);
    private string? hidden; // the element whose contents are hidden

    private MarkupTokens(string text) => this.text = text;

    /// <summary>The pieces of a text, in order and without gaps.</summary>
    /// <param name="text">The text, without carriage returns and null characters, whose positions the tokenizer does not keep.</param>
    public static IReadOnlyList<MarkupToken> Of(string text)
    {
        var reader = new MarkupTokens(text);
        int from = 0;
        for (int resumed = 0; from < text.Length; resumed++)
        {
            from = resumed <= MostResumed ? reader.Read(from) : reader.Add(MarkupKind.Text, "", from, text.Length);
        }

        return reader.WithoutLookalikes();
    }

    // Reads up to the end, or to the ">" of a tag without an end for the tokenizer: a quote in it is not closed.
    private int Read(int from)
    {
        using var source = new TextSource(from == 0 ? text : text[from..]);
        // Character references are decoded afterwards, with their positions; attributes are not needed, and checking them for duplicates is
        // quadratic.
        var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver)
        {
            IsNotConsumingCharacterReferences = true,
            ShouldEmitAttribute = (ref StructHtmlToken _, ReadOnlyMemory<char> _) => false,
        };
        while (true)
        {
            ref StructHtmlToken token = ref tokenizer.GetStructToken();
            int start = from + token.Position.Index;
            int end = Math.Min(from + source.Index, text.Length);
            switch (token.Type)
            {
                case HtmlTokenType.EndOfFile:
                    return start >= text.Length ? text.Length : Unclosed(start);
                case HtmlTokenType.Character:
                    Add(hidden is null ? MarkupKind.Text : MarkupKind.Hidden, "", start, end);
                    break;
                case HtmlTokenType.StartTag:
                    Open(token.Name.ToString(), start, end);
                    tokenizer.State =
                        hidden is null ? HtmlParseMode.PCData : hidden == "script" ? HtmlParseMode.Script : HtmlParseMode.Rawtext;
                    break;
                case HtmlTokenType.EndTag:
                    string name = token.Name.ToString();
                    hidden = hidden == name ? null : hidden;
                    ended.Add(name);
                    Add(MarkupKind.End, name, start, end);
                    break;
                default:
                    Add(IsComment(start, end) ? MarkupKind.Hidden : MarkupKind.Text, "", start, end);
                    break;
            }
        }
    }

    private void Open(string name, int start, int end)
    {
        Add(MarkupKind.Start, name, start, end);
        if (hidden is null && Elements.Hidden.Contains(name) && text[end - 2] != '/')
        {
            hidden = name;
        }
    }

    private int Unclosed(int start)
    {
        int close = text.IndexOf('>', start);
        if (close >= 0 && NameAt(start) is { Length: > 0 } name)
        {
            if (text[start + 1] == '/')
            {
                return Add(MarkupKind.End, name, start, close + 1);
            }

            Open(name, start, close + 1);
            return close + 1;
        }

        // The text was cut off inside a tag.
        ReadOnlySpan<char> rest = text.AsSpan(start);
        bool isTag = Elements.IsKnown(NameAt(start)) && (rest.Contains('=') || !rest.ContainsAny(' ', '\n', '\t'));
        return Add(isTag ? MarkupKind.Hidden : MarkupKind.Text, "", start, text.Length);
    }

    private string NameAt(int start)
    {
        int from = start + 1 < text.Length && text[start + 1] == '/' ? start + 2 : start + 1;
        int to = from;
        while (to < text.Length && to - from < 40 && (char.IsAsciiLetterOrDigit(text[to]) || text[to] is ':' or '-'))
        {
            to++;
        }

        return text[from..to].ToLowerInvariant();
    }

    // "a </ b" and "a <! b" are comments in the standard; unclosed ones are text.
    private bool IsComment(int start, int end) =>
        text[end - 1] == '>' || text.AsSpan(start).StartsWith("<!--", StringComparison.Ordinal)
            || text.AsSpan(start).StartsWith("<?xml", StringComparison.OrdinalIgnoreCase);

    private int Add(MarkupKind kind, string name, int start, int end)
    {
        if (end > start)
        {
            tokens.Add(new MarkupToken(kind, name, start, end));
        }

        return Math.Max(end, start);
    }

    // Tags of unknown elements: "<NEW>" is text, "<weight unit='kg'>", "<o:p>" and any with an end tag are not.
    private IReadOnlyList<MarkupToken> WithoutLookalikes()
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            MarkupToken token = tokens[i];
            if (token.Kind == MarkupKind.Start && !Elements.IsKnown(token.Name) && !ended.Contains(token.Name)
                && !token.Name.AsSpan().ContainsAny(":-") && !text.AsSpan(token.Start, token.End - token.Start).Contains('='))
            {
                tokens[i] = token with { Kind = MarkupKind.Text, Name = "" };
            }
        }

        return tokens;
    }
}
