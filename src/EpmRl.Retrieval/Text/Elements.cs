namespace EpmRl.Retrieval.Text;

/// <summary>What HTML's elements mean for the text between them.</summary>
internal static class Elements
{
    // The elements of the HTML standard and its obsolete ones that begin a line of their own.
    private static readonly HashSet<string> Blocks = Set(
        """
        address article aside blockquote body br button caption center col colgroup dd details dialog dir div dl dt fieldset figcaption
        figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p pre search
        section select summary table tbody td textarea tfoot th thead title tr ul
        """);

    // Formatting inside a word: "27<b>inch</b>", "m<sup>2</sup>".
    private static readonly HashSet<string> Formats = Set(
        "abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rp rt ruby s samp small strike strong sub sup "
            + "time tt u var wbr");

    private static readonly HashSet<string> Others = Set(
        """
        a applet area audio base basefont bgsound canvas datalist embed frame iframe img input label link map marquee meta meter noembed
        noframes noscript object output param picture plaintext portal progress script slot source span style svg template track video xmp
        """);

    /// <summary>Elements whose contents are not shown to readers.</summary>
    public static HashSet<string> Hidden { get; } = Set("iframe noembed noframes script style");

    /// <summary>Whether HTML has an element of that name.</summary>
    public static bool IsKnown(string name) => Blocks.Contains(name) || Formats.Contains(name) || Others.Contains(name);

    /// <summary>Whether an element begins and ends a line; unknown elements hold fields, and do.</summary>
    public static bool IsBlock(string name) => Blocks.Contains(name) || !IsKnown(name);

    /// <summary>Whether an element's edge may lie inside a word.</summary>
    public static bool IsFormat(string name) => Formats.Contains(name);

    private static HashSet<string> Set(string names) =>
        [.. names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];
}
