namespace EpmRl.Retrieval.Training.Composition;

/// <summary>The rest of a listing: the product's noun, a fictitious maker, a code, and words unrelated to any attribute.</summary>
/// <param name="name">The product's noun.</param>
/// <param name="random">Source of randomness.</param>
/// <param name="words">The words of the listing's language.</param>
internal sealed class ListingFrame(string name, Random random, ListingWords words)
{
    /// <summary>A listing in English.</summary>
    /// <param name="category">Name of the category.</param>
    /// <param name="random">Source of randomness.</param>
    public ListingFrame(string category, Random random)
        : this(NounOf(category, random), random, ListingWords.English)
    {
    }

    /// <summary>What becomes of a maker's name in the title; null for titles without one.</summary>
    public Func<string, string>? Maker { get; init; } = maker => maker;

    /// <summary>What becomes of a code in the title; null for titles without one.</summary>
    public Func<string, string>? Code { get; init; } = code => code;

    /// <summary>A title with the values given.</summary>
    /// <param name="values">Texts of values.</param>
    /// <param name="named">False where one of them names the product.</param>
    public string Title(List<string> values, bool named = true)
    {
        string[] shuffled = [.. values];
        random.Shuffle(shuffled);
        var parts = new List<string>(shuffled);
        if (random.NextDouble() < 0.9 && named)
        {
            parts.Insert(random.Next(parts.Count + 1), name);
        }

        if (random.NextDouble() < 0.6 && Maker is not null)
        {
            parts.Insert(0, Maker(MadeUpNames.Maker(random)));
        }

        if (random.NextDouble() < 0.3 && Code is not null)
        {
            int at = random.Next(parts.Count + 1);
            parts.Insert(at, Code(MadeUpNames.Code(random)));
        }

        if (random.NextDouble() < 0.3)
        {
            parts.Insert(random.Next(parts.Count + 1), Pick(words.Fillers));
        }

        string title = random.Next(5) switch
        {
            0 => string.Join(", ", parts),
            1 when parts.Count > 2 => $"{string.Join(' ', parts.Take(2))} - {string.Join(", ", parts.Skip(2))}",
            _ => string.Join(' ', parts),
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
            < 0.6 => words.Sentence(name, string.Join(", ", shuffled), random),
            < 0.8 => string.Join(" | ", shuffled),
            _ => string.Join(", ", shuffled),
        };
        return random.NextDouble() < 0.2 ? $"{text} {Pick(words.Closings)}".TrimStart() : text;
    }

    /// <summary>A noun for a category's English name: of "Cat Steps &amp; Ramps" a step, a ramp, or the full name.</summary>
    public static string NounOf(string category, Random random)
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

    private string Pick(IReadOnlyList<string> from) => from[random.Next(from.Count)];
}
