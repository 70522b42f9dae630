using System.Globalization;

namespace EpmRl.Retrieval.Text;

/// <summary>The data behind <see cref="UnicodeForms"/>, read once from the embedded <c>unicode-forms.txt</c>.</summary>
internal sealed class UnicodeFormTables
{
    private readonly Dictionary<int, byte> combiningClasses = [];

    /// <summary>Full canonical decompositions by code point.</summary>
    public Dictionary<int, int[]> Canonical { get; } = [];

    /// <summary>Full compatibility decompositions by code point, the canonical ones included.</summary>
    public Dictionary<int, int[]> Compatible { get; } = [];

    /// <summary>The composition of two adjacent code points.</summary>
    public Dictionary<(int First, int Second), int> Composed { get; } = [];

    /// <summary>The canonical combining class; 0 for a starter.</summary>
    public int CombiningClass(int codePoint) =>
        codePoint >= 0x300 && combiningClasses.TryGetValue(codePoint, out byte combining) ? combining : 0;

    /// <summary>Reads the embedded table.</summary>
    public static UnicodeFormTables Load()
    {
        var tables = new UnicodeFormTables();
        var compatibilityOnly = new Dictionary<int, int[]>();
        using Stream stream = typeof(UnicodeFormTables).Assembly.GetManifestResourceStream("unicode-forms.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is string line)
        {
            if (line[0] == '#')
            {
                continue;
            }

            ReadOnlySpan<char> rest = line;
            int at = rest.IndexOf(';');
            int point = ParsePoint(rest[..at]);
            rest = rest[(at + 1)..];
            at = rest.IndexOf(';');
            byte combining = byte.Parse(rest[..at], CultureInfo.InvariantCulture);
            if (combining != 0)
            {
                tables.combiningClasses.Add(point, combining);
            }

            tables.AddDecomposition(point, rest[(at + 1)..], compatibilityOnly);
        }

        tables.Expand(compatibilityOnly);
        return tables;
    }

    private static int ParsePoint(ReadOnlySpan<char> hex) => int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private void AddDecomposition(int point, ReadOnlySpan<char> text, Dictionary<int, int[]> compatibilityOnly)
    {
        if (text.IsEmpty)
        {
            return;
        }

        char mark = text[0];
        var parts = new List<int>(2);
        ReadOnlySpan<char> points = mark is '~' or '!' ? text[1..] : text;
        foreach (Range part in points.Split(' '))
        {
            parts.Add(ParsePoint(points[part]));
        }

        (mark == '~' ? compatibilityOnly : Canonical).Add(point, [.. parts]);
        if (mark is not ('~' or '!') && parts.Count == 2)
        {
            Composed.Add((parts[0], parts[1]), point);
        }
    }

    // The database gives one step of each decomposition; the parts may decompose further.
    private void Expand(Dictionary<int, int[]> compatibilityOnly)
    {
        Dictionary<int, int[]> canonicalSteps = new(Canonical);
        foreach ((int point, int[] parts) in canonicalSteps)
        {
            Canonical[point] = [.. parts.SelectMany(part => Full(part, canonicalSteps, null))];
        }

        foreach ((int point, int[] parts) in canonicalSteps.Concat(compatibilityOnly))
        {
            Compatible[point] = [.. parts.SelectMany(part => Full(part, canonicalSteps, compatibilityOnly))];
        }
    }

    private static IEnumerable<int> Full(int point, Dictionary<int, int[]> canonical, Dictionary<int, int[]>? compatible) =>
        canonical.TryGetValue(point, out int[]? parts) || compatible?.TryGetValue(point, out parts) == true
            ? parts!.SelectMany(part => Full(part, canonical, compatible))
            : [point];
}
