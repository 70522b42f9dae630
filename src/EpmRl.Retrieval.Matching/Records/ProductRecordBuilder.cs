using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Makes the record of a product from its listings by the rules of <see cref="SurvivorRule"/>. Not for concurrent callers.
/// </summary>
internal sealed class ProductRecordBuilder
{
    private const int MostCompared = 64; // titles of a product that are compared with one another; the oldest

    private readonly Dictionary<string, bool> isFact = new(StringComparer.Ordinal); // columns that fixed fields are read from

    /// <summary>Makes a record.</summary>
    /// <param name="product">The cluster's id.</param>
    /// <param name="listings">Its listings, oldest first: where rules find several values equally good, the oldest one's survives.</param>
    public ProductRecord Build(string product, IReadOnlyList<ProductProfile> listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ListingFacts[] facts = [.. listings.Select(ListingFacts.Of)];
        var fields = new List<RecordField>();
        AddTitle(fields, listings);
        AddLongest(fields, "description", [.. listings.Select(listing => (listing.Id, listing.Description))]);
        AddMajority(fields, "brand", Texts(fact => fact.Brand), TextKey.Of);
        AddMajority(fields, "model_number", Texts(fact => fact.ModelNumber), CodeKey);
        AddMajority(fields, "gtin", Texts(fact => fact.Gtin), GtinKey);
        AddMajority(fields, "category", [.. listings.Select(listing => (listing.Id, listing.Category ?? ""))], TextKey.Of);
        AddPrices(fields, listings, facts);
        foreach (string name in AttributesOf(listings))
        {
            AddMajority(
                fields, name, [.. listings.Select(listing => (listing.Id, AttributeOf(listing, name)))], TextKey.Of, isAttribute: true);
        }

        return new ProductRecord(product, [.. listings.Select(listing => listing.Id)], fields);

        (string, string)[] Texts(Func<ListingFacts, string> text) => [.. listings.Select((listing, i) => (listing.Id, text(facts[i])))];
    }

    // "MQ8N2B/A" and "mq8n2b-a" are one code.
    private static string CodeKey(string code) => string.Concat(TextKey.Of(code).Where(char.IsLetterOrDigit));

    // A GTIN of 8, 12 or 13 digits is the one of 14 with zeros before it.
    private static string GtinKey(string gtin) => string.Concat(gtin.Where(char.IsAsciiDigit)).PadLeft(14, '0');

    private static void AddTitle(List<RecordField> fields, IReadOnlyList<ProductProfile> listings)
    {
        ProductProfile[] titled = [.. listings.Where(listing => listing.Title.Length > 0)];
        if (titled.Length == 0)
        {
            return;
        }

        ProductProfile[] compared = titled[..Math.Min(titled.Length, MostCompared)];
        HashSet<string>[] words = [.. compared.Select(listing => TitleWords.Of(listing.Title))];
        int best = 0;
        double most = -1;
        for (int i = 0; i < compared.Length; i++)
        {
            double likeness = 0;
            for (int j = 0; j < compared.Length; j++)
            {
                likeness += i == j ? 0 : TitleWords.Likeness(words[i], words[j]);
            }

            bool isBetter = likeness > most + 1e-9
                || (likeness > most - 1e-9 && compared[i].Title.Length > compared[best].Title.Length);
            (best, most) = isBetter ? (i, Math.Max(likeness, most)) : (best, most);
        }

        string key = TextKey.Of(compared[best].Title);
        fields.Add(new RecordField(
            "title", compared[best].Title, compared[best].Id, SurvivorRule.Medoid,
            titled.Count(listing => TextKey.Of(listing.Title) == key), titled.Length));
    }

    private static void AddLongest(List<RecordField> fields, string name, (string Id, string Text)[] values)
    {
        (string Id, string Text)[] stated = [.. values.Where(value => value.Text.Length > 0)];
        if (stated.Length > 0)
        {
            (string id, string text) = stated.MaxBy(value => value.Text.Length); // the first of several
            fields.Add(new RecordField(name, text, id, SurvivorRule.Longest, stated.Count(value => value.Text == text), stated.Length));
        }
    }

    private static void AddMajority(
        List<RecordField> fields, string name, (string Id, string Text)[] values, Func<string, string> keyOf, bool isAttribute = false)
    {
        (string Id, string Text)[] stated = [.. values.Where(value => !string.IsNullOrWhiteSpace(value.Text))];
        if (stated.Length == 0)
        {
            return;
        }

        // Groups come in the order of their first members, and the first of the largest ones is taken: the oldest.
        IGrouping<string, (string Id, string Text)> survivor =
            stated.GroupBy(value => keyOf(value.Text), StringComparer.Ordinal).MaxBy(group => group.Count())!;
        (string id, string text) = survivor.First();
        fields.Add(new RecordField(name, text.Trim(), id, SurvivorRule.Majority, survivor.Count(), stated.Length, isAttribute));
    }

    private static void AddPrices(List<RecordField> fields, IReadOnlyList<ProductProfile> listings, ListingFacts[] facts)
    {
        (string Id, decimal Price, string Currency)[] priced =
        [
            .. listings.Zip(facts).Where(pair => pair.Second.Price is not null)
                .Select(pair => (pair.First.Id, pair.Second.Price!.Value, pair.Second.Currency)),
        ];
        if (priced.Length == 0)
        {
            return;
        }

        string currency = priced.GroupBy(one => TextKey.Of(one.Currency), StringComparer.Ordinal).MaxBy(group => group.Count())!.Key;
        (string Id, decimal Price, string Currency)[] comparable =
            [.. priced.Where(one => TextKey.Of(one.Currency) == currency).OrderBy(one => one.Price)]; // stable: the oldest first
        Add("price", comparable[0], SurvivorRule.Lowest);
        Add("price_median", comparable[(comparable.Length - 1) / 2], SurvivorRule.Median);
        if (currency.Length > 0)
        {
            fields.Add(new RecordField(
                "currency", comparable[0].Currency.Trim(), comparable[0].Id, SurvivorRule.Majority, comparable.Length, priced.Length));
        }

        void Add(string name, (string Id, decimal Price, string Currency) chosen, SurvivorRule rule) => fields.Add(new RecordField(
            name, chosen.Price.ToString(CultureInfo.InvariantCulture), chosen.Id, rule,
            comparable.Count(one => one.Price == chosen.Price), comparable.Length));
    }

    private List<string> AttributesOf(IReadOnlyList<ProductProfile> listings)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (ProductProfile listing in listings)
        {
            foreach (string name in listing.Options.Select(option => option.Name).Concat(listing.Extra.Keys).Concat(listing.Shared.Keys))
            {
                if (!IsFact(name) && seen.Add(name))
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }

    private static string AttributeOf(ProductProfile listing, string name)
    {
        if (listing.Options.FirstOrDefault(option => option.Name == name) is { } option)
        {
            return option.Value;
        }

        return !listing.TryGetColumn(name, out JsonElement value) ? "" : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => "", // lists and objects are not compared
        };
    }

    // A column is read for a fixed field where a listing that has nothing else states a fact.
    private bool IsFact(string column)
    {
        if (!isFact.TryGetValue(column, out bool known))
        {
            ListingFacts alone = ListingFacts.Of(new ProductProfile
            {
                Id = "1",
                Title = "",
                Extra = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [column] = JsonSerializer.SerializeToElement("1") },
            });
            known = alone.Brand.Length + alone.ModelNumber.Length + alone.Gtin.Length + alone.Currency.Length > 0
                || alone.Price is not null;
            isFact.Add(column, known);
        }

        return known;
    }
}
