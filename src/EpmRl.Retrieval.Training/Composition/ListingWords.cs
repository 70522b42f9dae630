namespace EpmRl.Retrieval.Training.Composition;

/// <summary>Words of listings in one language that say nothing about any attribute.</summary>
/// <param name="Fillers">Words of titles.</param>
/// <param name="Closings">Last sentences of descriptions.</param>
/// <param name="Sentences">Sentences with the places <c>{product}</c> and <c>{more}</c>, which take the noun and a list of values.</param>
internal sealed record ListingWords(
    IReadOnlyList<string> Fillers, IReadOnlyList<string> Closings, IReadOnlyList<string> Sentences)
{
    /// <summary>Those of listings composed without contexts.</summary>
    public static ListingWords English { get; } = new(
        [
            "New", "Sale", "Free Shipping", "Best Price", "Hot", "Original", "In Stock", "Premium", "Classic", "Genuine", "Gift", "Set",
            "Pro", "Plus",
            "for Home", "Everyday", "Deluxe",
        ],
        ["Ships in two days.", "Two year warranty.", "Made with care.", "Ideal as a present.", "See pictures for details.", "Imported."],
        ["A {product} with {more}."]);

    /// <summary>One of the sentences, about a product and its values.</summary>
    public string Sentence(string product, string more, Random random)
    {
        string sentence = Sentences.Count == 1 ? Sentences[0] : Sentences[random.Next(Sentences.Count)];
        return sentence
            .Replace("{product}", this == English ? product.ToLowerInvariant() : product, StringComparison.Ordinal)
            .Replace("{more}", more, StringComparison.Ordinal);
    }
}
