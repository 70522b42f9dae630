using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// A linear model that scores values by a listing's words and vector, with a row per value; finds values that are not mentioned.
/// </summary>
internal sealed class TextWeights
{
    private readonly Dictionary<string, int> rows = new(StringComparer.Ordinal);

    /// <summary>Creates the weights.</summary>
    /// <param name="rowNames">Name of each row, see <see cref="FeatureExtractor.RowName"/>.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="idf">[terms]: inverse document frequency.</param>
    /// <param name="postings">[terms]: the rows of a term, with their weights.</param>
    /// <param name="vectors">[rows]: weights on the listing's vector, [D] each; empty without an encoder.</param>
    public TextWeights(
        IReadOnlyList<string> rowNames, FeatureVocabulary terms, IReadOnlyList<float> idf,
        IReadOnlyList<IReadOnlyList<Feature>> postings, IReadOnlyList<float[]> vectors)
    {
        RowNames = rowNames;
        Terms = terms;
        Idf = idf;
        Postings = postings;
        Vectors = vectors;
        for (int i = 0; i < rowNames.Count; i++)
        {
            rows.Add(rowNames[i], i);
        }
    }

    /// <summary>Name of each row.</summary>
    public IReadOnlyList<string> RowNames { get; }

    /// <summary>The terms.</summary>
    public FeatureVocabulary Terms { get; }

    /// <summary>[terms]: inverse document frequency.</summary>
    public IReadOnlyList<float> Idf { get; }

    /// <summary>[terms]: rows and weights; a <see cref="Feature"/>'s number is the row.</summary>
    public IReadOnlyList<IReadOnlyList<Feature>> Postings { get; }

    /// <summary>[rows][D].</summary>
    public IReadOnlyList<float[]> Vectors { get; }

    /// <summary>The row of a name; -1 if it has none.</summary>
    public int RowOf(string name) => rows.GetValueOrDefault(name, -1);

    /// <summary>The score of every row for a listing.</summary>
    public float[] Score(ListingContext listing)
    {
        var scores = new float[RowNames.Count];
        foreach (Feature term in ListingTerms.Vector(listing.Fields, Terms, Idf))
        {
            foreach (Feature row in Postings[term.Id])
            {
                scores[row.Id] += term.Value * row.Value;
            }
        }

        for (int i = 0; i < Vectors.Count && listing.Vector.Length > 0; i++)
        {
            scores[i] += DotProduct.Of(Vectors[i], listing.Vector.Span);
        }

        return scores;
    }
}
