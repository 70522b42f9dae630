using System.Globalization;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>
/// A taxonomy of any size, the same for the same seed and lists. A category shares its first attribute with the entire tree, its second
/// with all children of its parent (as a brand is), and the others are its own (as models are); lengths of lists are Pareto-distributed.
/// </summary>
internal sealed class GeneratedTaxonomy
{
    private const int LongestShared = 200;
    private const int LongestList = 50_000;
    private const double Shape = 1.1; // of the Pareto distribution: a few lists hold most of the values

    private readonly Random random;
    private readonly string[] labels;
    private readonly AttributeDefinition[] ofTree;
    private readonly string[] attributeNames;
    private readonly List<string> ids = [];

    private GeneratedTaxonomy(int seed, ProductTaxonomy? lists)
    {
        random = new Random(seed);
        if (lists is null)
        {
            labels = [.. Enumerable.Range(0, 20_000).Select(_ => Word()).Distinct(StringComparer.Ordinal)];
            attributeNames = [.. Enumerable.Range(0, 200).Select(_ => Word())];
            ofTree = [.. Enumerable.Range(0, 100).Select(a => Attribute($"tree-{a}", attributeNames[a], random.Next(5, LongestShared)))];
        }
        else
        {
            labels =
            [
                .. lists.Attributes.SelectMany(attribute => attribute.Values).Select(value => value.Label).Distinct(StringComparer.Ordinal),
            ];
            attributeNames = [.. lists.Attributes.Select(attribute => attribute.Name).Distinct(StringComparer.Ordinal)];
            ofTree = [.. lists.Attributes.Where(attribute => attribute.Values.Count is >= 5 and <= LongestShared)];
        }
    }

    /// <summary>Makes a taxonomy.</summary>
    /// <param name="size">How large.</param>
    /// <param name="seed">Seed of everything that is random.</param>
    /// <param name="lists">A taxonomy whose categories, shared attributes and labels are used; null for made-up words.</param>
    public static ProductTaxonomy Create(GeneratedSize size, int seed, ProductTaxonomy? lists) =>
        new GeneratedTaxonomy(seed, lists).Make(size, seed, lists);

    private ProductTaxonomy Make(GeneratedSize size, int seed, ProductTaxonomy? lists)
    {
        Category[] categories = Categories(size.Categories, lists);
        var shares = new List<Share>();
        var ofParent = new Dictionary<string, Share>(StringComparer.Ordinal);
        var ofCategory = new object[categories.Length][];
        long left = size.Triples;
        for (int c = 0; c < categories.Length; c++)
        {
            int pairs = (size.Pairs / size.Categories) + (c < size.Pairs % size.Categories ? 1 : 0);
            var own = new object[pairs];
            for (int a = 0; a < pairs; a++)
            {
                if (a == 0)
                {
                    AttributeDefinition shared = ofTree[random.Next(ofTree.Length)];
                    left -= shared.Values.Count;
                    own[a] = shared;
                }
                else if (a > 1 || !ofParent.TryGetValue(categories[c].ParentId ?? "", out Share? share))
                {
                    share = new Share(Math.Pow(1 - random.NextDouble(), -1 / Shape), attributeNames[random.Next(attributeNames.Length)]);
                    shares.Add(share);
                    own[a] = share;
                    if (a == 1)
                    {
                        ofParent.Add(categories[c].ParentId ?? "", share);
                    }
                }
                else
                {
                    share.Categories++;
                    own[a] = share;
                }
            }

            ofCategory[c] = own;
        }

        Divide(left, shares);
        for (int s = 0; s < shares.Count; s++)
        {
            shares[s].Made = Attribute($"list-{s}", shares[s].Name, shares[s].Values);
        }

        Category[] complete = [.. categories.Select((category, c) => category with
        {
            Attributes = [.. ofCategory[c].Select(one => one as AttributeDefinition ?? ((Share)one).Made!)],
        })];
        return new ProductTaxonomy(
            "generated",
            string.Create(CultureInfo.InvariantCulture, $"{size.Categories}-{size.Pairs}-{size.Triples}-seed-{seed}-{lists?.Version}"),
            complete, [.. complete.SelectMany(category => category.Attributes).Distinct()]);
    }

    // As many values as there are to divide, each list in proportion to its weight.
    private static void Divide(long triples, List<Share> shares)
    {
        double low = 0, high = triples;
        for (int round = 0; round < 100; round++)
        {
            double middle = (low + high) / 2;
            (low, high) = Spread(shares, middle) <= triples ? (middle, high) : (low, middle);
        }

        long rest = triples - Spread(shares, low);
        for (int s = 0; rest > 0 && shares.Exists(share => share.Categories == 1); s = (s + 1) % shares.Count)
        {
            if (shares[s].Categories == 1)
            {
                shares[s].Values++;
                rest--;
            }
        }
    }

    private static long Spread(List<Share> shares, double factor)
    {
        long sum = 0;
        foreach (Share share in shares)
        {
            share.Values = (int)Math.Clamp(factor * share.Weight, 1, LongestList);
            sum += (long)share.Values * share.Categories;
        }

        return sum;
    }

    private Category[] Categories(int count, ProductTaxonomy? lists)
    {
        if (lists is not null && lists.Categories.Count >= count)
        {
            return [.. lists.Categories.Take(count)]; // parents come first
        }

        var tree = new List<Category>(count);
        for (int c = 0; c < count; c++)
        {
            Category? parent = c < 20 ? null : tree[random.Next(Math.Min(c, 20 + (count / 5)))];
            string name = $"{Word()} {Word()}";
            tree.Add(new Category
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"c{c}"),
                Name = name,
                ParentId = parent?.Id,
                Path = parent is null ? name : $"{parent.Path} > {name}",
            });
        }

        return [.. tree];
    }

    private AttributeDefinition Attribute(string id, string name, int values)
    {
        while (ids.Count < values)
        {
            ids.Add(string.Create(CultureInfo.InvariantCulture, $"v{ids.Count}"));
        }

        int first = random.Next(labels.Length), second = random.Next(labels.Length);
        var list = new TaxonomyValue[values];
        for (int v = 0; v < values; v++)
        {
            // Every label alone, then every label followed by another.
            string label = labels[(first + v) % labels.Length];
            int round = v / labels.Length;
            list[v] = new TaxonomyValue
            {
                Id = ids[v],
                Label = round == 0 && v % 3 == 0 ? label : $"{label} {labels[(second + (round * 7) + (v * 31)) % labels.Length]}",
            };
        }

        return new AttributeDefinition { Id = id, Name = name, Values = list };
    }

    private string Word()
    {
        const string Consonants = "bcdfghjklmnprstvwz", Vowels = "aeiou";
        int syllables = 2 + random.Next(3);
        return string.Create(2 * syllables, random, static (word, random) =>
        {
            for (int i = 0; i < word.Length; i++)
            {
                string letters = i % 2 == 0 ? Consonants : Vowels;
                word[i] = letters[random.Next(letters.Length)];
            }
        });
    }

    private sealed class Share(double weight, string name)
    {
        public double Weight { get; } = weight;

        public string Name { get; } = name;

        public int Categories { get; set; } = 1;

        public int Values { get; set; }

        public AttributeDefinition? Made { get; set; }
    }
}
