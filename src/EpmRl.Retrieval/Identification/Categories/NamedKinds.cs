using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification;

/// <summary>The kinds of product that a listing names, by category.</summary>
internal sealed class NamedKinds
{
    private const double Prior = 1; // for the description, where a single mention may be a comparison
    private const int MostEvidence = 3;

    private readonly Dictionary<string, Tally> tallies = new(StringComparer.Ordinal);
    private readonly KindMention? first; // the first product that the title names
    private readonly double heads; // of the description

    /// <summary>Counts the mentions.</summary>
    /// <param name="mentions">The mentions, in the order of the text.</param>
    /// <param name="title">The field that names the product: the title, or the description of a listing without one.</param>
    public NamedKinds(IReadOnlyList<KindMention> mentions, ProfileField title)
    {
        foreach (KindMention mention in mentions)
        {
            bool inTitle = mention.Field == title;
            first ??= inTitle && mention.IsHead ? mention : null;
            heads += !inTitle && mention.IsHead ? 1 : 0;
            foreach (string category in mention.Categories)
            {
                if (!tallies.TryGetValue(category, out Tally? tally))
                {
                    tallies.Add(category, tally = new Tally());
                }

                tally.Add(mention, inTitle);
            }
        }
    }

    /// <summary>Ids of the categories that are named anywhere, the most likely subject of the listing first.</summary>
    public IEnumerable<string> ByProminence(Func<string, double> cosine) => tallies.Keys
        .OrderByDescending(id => first is not null && first.Categories.Contains(id, StringComparer.Ordinal))
        .ThenByDescending(id => tallies[id].TitleHeads > 0)
        .ThenByDescending(id => tallies[id].Described)
        .ThenByDescending(cosine)
        .ThenBy(id => id, StringComparer.Ordinal);

    /// <summary>The evidence of the names for a category.</summary>
    public CategoryEvidence For(string categoryId)
    {
        Tally own = tallies.GetValueOrDefault(categoryId) ?? Tally.None;
        return new CategoryEvidence
        {
            CategoryId = categoryId,
            Title = TitleOf(own, categoryId),
            Described = own.Described / (heads + Prior),
            DescribedOther = (heads - own.Described) / (heads + Prior),
            Mentions = own.Mentions,
        };
    }

    private TitleKind TitleOf(Tally own, string categoryId) =>
        first is not null && first.Categories.Contains(categoryId, StringComparer.Ordinal) ? TitleKind.Named
        : own.TitleHeads > 0 ? TitleKind.NamedLater
        : own.InTitle ? TitleKind.NamedOtherwise
        : first is null ? TitleKind.None
        : first.Categories.Count > 0 ? TitleKind.OtherCategory
        : TitleKind.OtherKind;

    private sealed class Tally
    {
        private readonly List<KindMention> mentions = [];

        public static Tally None { get; } = new();

        public int TitleHeads { get; private set; }

        public bool InTitle { get; private set; }

        public double Described { get; private set; }

        /// <summary>A few spans, first those where the text is about the category.</summary>
        public IReadOnlyList<KindMention> Mentions => [.. mentions.OrderByDescending(mention => mention.IsHead).Take(MostEvidence)];

        public void Add(KindMention mention, bool inTitle)
        {
            InTitle |= inTitle;
            TitleHeads += inTitle && mention.IsHead ? 1 : 0;
            Described += !inTitle && mention.IsHead ? 1 : 0;
            mentions.Add(mention);
        }
    }
}
