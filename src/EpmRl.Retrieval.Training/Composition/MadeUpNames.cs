namespace EpmRl.Retrieval.Training.Composition;

/// <summary>Names of makers and codes of models that nobody uses.</summary>
internal static class MadeUpNames
{
    private const string Letters = "ABCDEFGHKLMNPRSTX";

    private static readonly string[] Syllables =
    [
        "ka", "lo", "mi", "ra", "ven", "tor", "bel", "nor", "dra", "sil", "fe", "lum", "kor", "zan", "vi", "ro", "ta", "mel", "os", "pin",
        "gra",
        "hal", "wes", "fjo", "bri", "cal", "dun", "eri",
    ];

    /// <summary>A maker's name.</summary>
    public static string Maker(Random random)
    {
        string word = string.Concat(
            Enumerable.Range(0, random.Next(3) == 0 ? 3 : 2).Select(_ => Syllables[random.Next(Syllables.Length)]));
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    /// <summary>A model's code.</summary>
    public static string Code(Random random)
    {
        string head = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters[random.Next(Letters.Length)]));
        string end = random.Next(5) switch { 0 => "X", 1 => "S", 2 => $"-{random.Next(1, 100)}", _ => "" };
        return $"{head}{(random.Next(2) == 0 ? "" : "-")}{random.Next(1, 10_000)}{end}";
    }
}
