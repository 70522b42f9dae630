using System.Globalization;
using System.Text;

namespace EpmRl.Retrieval.LinearTime.Tests;

/// <summary>Texts that a careless reader takes quadratic time for, at any size.</summary>
/// <param name="Name">What it is made of, for messages.</param>
/// <param name="OfSize">A text of about so many characters.</param>
public sealed record HostileText(string Name, Func<int, string> OfSize)
{
    // Of listings and queries.
    private static readonly string[] Words =
    [
        // Digits and numbers
        "1x", "1x1 ", "1 ", "1/", "1/1 ", "1.", "1,", "1-", "1-2 ", "1,000", "111,", "1mm", "1mm ", "12\"W x ", "1W 2 D ", "1 in ", "0 7 ",
        "a1", "1a-", "two ", "dozen 1 to ",
        "077914041641 ", "½", "½ ", "18V 2.0Ah ", "AB-12/", "1e9",
        // Letters and words
        "A", "aB", "a ", "word ", "x ", "WxD ", "WxDxH", "it's", "women's ", "Black", "black ", "navy blue ", "Hammerwerk ", "Hammerwerk",
        "cordless drill",
        "drill color: ", "color ", "color black ", "high-", "w/", "of is about ", "é", "ﬃ", "各",
        // Marks
        "'", "''", "'a", "()", "[SEP]", "[CLS] a", "<b>", ";", ":", "..", "…", "&", "&amp;", "*", "\u00A0",
        // Markup, scripts without blanks, and what was run together
        "<a ", "<a b=\"", "<a b='\">", "<td>", "<td>1 ", "<tr><td>a</td>", "<dt>", "</p", "<script>", "<!--", "<![CDATA[", "&#34;", "&quot",
        "&amp;lt;", "&lt;b&gt;",
        "data:", "data:a/b,", "data:a/b, ", "\\\"", "m²", "³⁄₈", "黑", "ブラック", "内存16GB", "。", "• ", "aaaaaA", "soundNew ", "5 kgGears: ",
        "GearsColor: ",
    ];

    // Of files, too.
    private static readonly string[] Marks =
    [
        "7", "a", "x", "ab cd ", " ", "\t", "\n", "\r", "\r\n", "\0", "\"", "\"\"", "(", "[", "{", "{}", "<", ",", ",\"", "|", "/", "\\",
        "-", "--", "—", ".", "#", "=", "?", "!", "%", "@",
        "~", ">", "a>", "_", "e\u0301", "\u0301", "\u0323\u0301", "a\u0327\u0301\u0323", "\uD83D\uDE00", "\uD83D", "\uDE00", "\u202E",
        "\u2066a\u2069", "\u200B", "\uFEFF",
        "\u1100\u1161\u11A8", "각", "\uFDFA",
    ];

    private static readonly string[] Lines =
    [
        "\"a\n", "x\",\",\n", "1,\"open\n", "\"\n", ",\n", "a,b\n", "{\n", "[\n", "{\"a\":", "{\"a\":1}\n", "{\"title\":\"a\"}\n",
        "\\u0041", "\\n", "- ", "- a\n", "a: ", "a:\n ",
        "? ", "? a\n", ": ", "a: b\n", "&a ", "*a ", "[a,", "{a: ", "# a\n", "---\n", "|\n ", "\"a\":", "1 - a > ",
    ];

    /// <summary>What listings and queries may hold; more than a hundred texts.</summary>
    public static IReadOnlyList<HostileText> OfListings { get; } =
    [
        .. Words.Concat(Marks).Select(Repeated),
        // One endless word between words: what looks at neighbours meets it again and again.
        Framed("color ", "Black", " black 18 V"), Framed("18 V ", "1x", " mm wide"), Framed("width ", "1", " mm"),
        Framed("a ", "aB", " color"),
        Framed("a1 ", "1/", "1a1"), Framed("x-", "1/", "2"), Framed("1 ", " ", "x"), Framed("e", "\u0323\u0301", "e"),
        Framed("\"", "a", "\""),
        Framed("a x", " ", "b"), Framed("1 (", "xX", ")"), Framed("color: ", "1 two ", ""), Framed("1.", "0", "1"),
        Framed("", "9", ".5 mm"),
        Framed("<a b='", "<c d=\"x>", ""), Framed("<table><tr>", "<td>a", "</table>"), Framed("Color: ", "blackWhite", ""),
        new("marks of falling classes", FallingMarks),
        new("different words", size => Counted(size, "w{0} ")),
        new("different numbers", size => Counted(size, "{0} ")),
        new("different sizes", size => Counted(size, "{0} x {0} x {0} mm ")),
        new("different words and sizes", size => Counted(size, "word{0} {0} x {0} mm ")),
        new("different codes", size => Counted(size, "AB{0}-{0} ")),
    ];

    /// <summary>What files may hold; eighty texts.</summary>
    public static IReadOnlyList<HostileText> OfFiles { get; } =
    [
        .. Marks.Concat(Lines).Select(Repeated),
        new("marks of falling classes", FallingMarks),
        new("different words", size => Counted(size, "w{0} ")),
        new("different columns", size => Counted(size, "c{0},")),
        new("different lines", size => Counted(size, "{0},Item {0}\n")),
        new("different keys", size => "{" + Counted(size, "\"k{0}\":{0},") + "\"k\":0}"),
        new("deep JSON", size => new string('[', size / 2) + new string(']', size / 2)),
    ];

    /// <summary>Text put together of a pattern in which {0} counts.</summary>
    public static string Counted(int size, string pattern)
    {
        var text = new StringBuilder(size + 64);
        for (int i = 0; text.Length < size; i++)
        {
            text.Append(pattern.Replace("{0}", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }

        return text.ToString();
    }

    /// <summary>A repeated piece.</summary>
    public static HostileText Repeated(string piece) =>
        new(Shown(piece), size => new StringBuilder(size + piece.Length).Insert(0, piece, Math.Max(1, size / piece.Length)).ToString());

    private static string FallingMarks(int size) => "a" + new string('\u0301', size / 2) + new string('\u0323', size / 2);

    private static HostileText Framed(string before, string piece, string after) =>
        new($"{before}({Shown(piece)})*{after}", size => before + Repeated(piece).OfSize(size) + after);

    private static string Shown(string piece) =>
        string.Concat(piece.Select(c => c is > ' ' and < (char)127 ? c.ToString() : c == ' ' ? "␣" : $"\\u{(int)c:X4}"));
}
