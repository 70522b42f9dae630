namespace EpmRl.Retrieval.Training.Composition;

/// <summary>The rest of a listing: the category's name, a fictitious maker, a code, and words unrelated to any attribute.</summary>
/// <param name="category">Name of the category.</param>
/// <param name="random">Source of randomness.</param>
internal sealed class ListingFrame(string category, Random random)
{
    private static readonly string[] Syllables =
    [
        "ka", "lo", "mi", "ra", "ven", "tor", "bel", "nor", "dra", "sil", "fe", "lum", "kor", "zan", "vi", "ro", "ta", "mel", "os", "pin",
        "gra",
        "hal", "wes", "fjo", "bri", "cal", "dun", "eri",
    ];

    private static readonly string[] Fillers =
    [
        "New", "Sale", "Free Shipping", "Best Price", "Hot", "Original", "In Stock", "Premium", "Classic", "Genuine", "Gift", "Set", "Pro",
        "Plus",
        "for Home", "Everyday", "Deluxe",
    ];

    private static readonly string[] Closings =
        ["Ships in two days.", "Two year warranty.", "Made with care.", "Ideal as a present.", "See pictures for details.", "Imported."];

    private readonly string name = NameOf(category, random);

    /// <summary>A title with the values given.</summary>
    public string Title(List<string> values)
    {
        string[] shuffled = [.. values];
        random.Shuffle(shuffled);
        var words = new List<string>(shuffled);
        if (random.NextDouble() < 0.9)
        {
            words.Insert(random.Next(words.Count + 1), name);
        }

        if (random.NextDouble() < 0.6)
        {
            words.Insert(0, Maker());
        }

        if (random.NextDouble() < 0.3)
        {
            words.Insert(random.Next(words.Count + 1), Code());
        }

        if (random.NextDouble() < 0.3)
        {
            words.Insert(random.Next(words.Count + 1), Pick(Fillers));
        }

        string title = random.Next(5) switch
        {
            0 => string.Join(", ", words),
            1 when words.Count > 2 => $"{string.Join(' ', words.Take(2))} - {string.Join(", ", words.Skip(2))}",
            _ => string.Join(' ', words),
        };
        return title.Length == 0 ? name : title;
    }

    /// <summary>A description with the values given.</summary>
    public string Description(List<string> values)
    {
        string[] shuffled = [.. values];
        random.Shuffle(shuffled);
        string text = shuffled.Length == 0 ? "" : random.NextDouble() switch
        {
            < 0.3 => string.Concat(shuffled.Select(value => $"{char.ToUpperInvariant(value[0])}{value[1..]}. ")).TrimEnd(),
            < 0.6 => $"A {name.ToLowerInvariant()} with {string.Join(", ", shuffled)}.",
            < 0.8 => string.Join(" | ", shuffled),
            _ => string.Join(", ", shuffled),
        };
        return random.NextDouble() < 0.2 ? $"{text} {Pick(Closings)}".TrimStart() : text;
    }

    // "Cat Steps & Ramps": a step, a ramp, or the full name.
    private static string NameOf(string category, Random random)
    {
        string[] parts = category.Split(" & ");
        string name = Singular(random.NextDouble() < 0.5 ? parts[random.Next(parts.Length)] : category);
        return random.NextDouble() < 0.3 ? name.ToLowerInvariant() : name;
    }

    private static string Singular(string name) => name switch
    {
        _ when name.EndsWith("ies", StringComparison.Ordinal) && name.Length > 5 => name[..^3] + "y",
        _ when new[] { "sses", "shes", "ches", "xes" }.Any(end => name.EndsWith(end, StringComparison.Ordinal)) => name[..^2],
        _ when name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) => name[..^1],
        _ => name,
    };

    private string Maker()
    {
        string word = string.Concat(Enumerable.Range(0, random.Next(3) == 0 ? 3 : 2).Select(_ => Pick(Syllables)));
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    private string Code()
    {
        const string Letters = "ABCDEFGHKLMNPRSTX";
        string head = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters[random.Next(Letters.Length)]));
        string end = random.Next(5) switch { 0 => "X", 1 => "S", 2 => $"-{random.Next(1, 100)}", _ => "" };
        return $"{head}{(random.Next(2) == 0 ? "" : "-")}{random.Next(1, 10_000)}{end}";
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
