using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching.Tests;

/// <summary>
/// Listings with known products, as a marketplace has them: each product has a brand, a line, a model number and a capacity; its sellers
/// leave words out, change their order, write the model number in another form, add promotion and mistype.
/// </summary>
internal sealed class SyntheticListings
{
    private static readonly string[] Promotion = ["new", "original", "free shipping", "best price", "sale", "genuine", "in stock"];
    private const string Consonants = "bcdfghjklmnprstvwz", Vowels = "aeiou";

    /// <summary>Makes listings.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Seed.</param>
    public SyntheticListings(int count, int seed)
    {
        var random = new Random(seed);
        string[] brands = [.. Enumerable.Range(0, 400).Select(_ => Word(random, 2))];
        string[] lines = [.. Enumerable.Range(0, 3000).Select(_ => Word(random, 3))];
        string[] kinds = [.. Enumerable.Range(0, 150).Select(_ => Word(random, 2) + " " + Word(random, 3))];
        var listings = new List<ProductProfile>(count);
        var products = new List<int>(count);
        for (int product = 0; listings.Count < count; product++)
        {
            int brand = random.Next(brands.Length);
            string line = lines[((brand * 7) + random.Next(20)) % lines.Length]; // a brand has few lines: its products are alike
            string model = $"{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}{random.Next(100, 10_000)}"
                + (random.Next(3) == 0 ? ((char)('A' + random.Next(26))).ToString() : "");
            string kind = kinds[random.Next(kinds.Length)];
            int capacity = 1 << random.Next(3, 11);
            for (int sellers = 1 + random.Next(4); sellers > 0 && listings.Count < count; sellers--)
            {
                listings.Add(new ProductProfile
                {
                    Id = $"l{listings.Count}",
                    Title = TitleOf(brands[brand], line, model, kind, capacity, random),
                });
                products.Add(product);
            }
        }

        Listings = listings;
        Products = products;
    }

    /// <summary>The listings.</summary>
    public IReadOnlyList<ProductProfile> Listings { get; }

    /// <summary>The product of each.</summary>
    public IReadOnlyList<int> Products { get; }

    /// <summary>The pairs of listings of one product, as positions.</summary>
    public IReadOnlyList<(int Left, int Right)> Pairs()
    {
        var pairs = new List<(int, int)>();
        for (int i = 0; i < Products.Count; i++)
        {
            for (int j = i + 1; j < Products.Count && Products[j] == Products[i]; j++)
            {
                pairs.Add((i, j));
            }
        }

        return pairs;
    }

    private static string TitleOf(string brand, string line, string model, string kind, int capacity, Random random)
    {
        string code = random.Next(3) switch { 0 => model[..2] + "-" + model[2..], 1 => model.ToLowerInvariant(), _ => model };
        var words = new List<string> { brand, line, code, kind };
        if (random.Next(4) > 0)
        {
            words.Add(random.Next(2) == 0 ? $"{capacity}GB" : $"{capacity} GB");
        }

        if (random.Next(8) == 0)
        {
            words.RemoveAt(random.Next(3)); // one of brand, line and model number
        }

        if (random.Next(3) == 0)
        {
            words.Insert(random.Next(words.Count), Promotion[random.Next(Promotion.Length)]);
        }

        if (random.Next(4) == 0)
        {
            int at = random.Next(words.Count - 1);
            (words[at], words[at + 1]) = (words[at + 1], words[at]);
        }

        string title = string.Join(' ', words);
        return random.Next(10) == 0 ? title.Remove(random.Next(title.Length), 1) : title;
    }

    private static string Word(Random random, int syllables) =>
        string.Concat(Enumerable.Range(0, syllables).Select(_ =>
        $"{Consonants[random.Next(Consonants.Length)]}{Vowels[random.Next(Vowels.Length)]}"
            + (random.Next(3) == 0 ? Consonants[random.Next(Consonants.Length)].ToString() : "")));
}
