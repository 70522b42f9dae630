using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>The terms of labelled listings and the values they can indicate.</summary>
/// <remarks>
/// A weight is kept only if term and value occur together in a labelled listing. Evidence against a value is evidence for the others;
/// weights for pairs never seen together are noise (measured: dropping them is better, and five times smaller).
/// </remarks>
internal sealed class TermRows
{
    private readonly Dictionary<string, int> rows = new(StringComparer.Ordinal);
    private readonly List<HashSet<int>> termsOfRow = [];
    private readonly Dictionary<LabelledReading, List<Feature>> vectors = [];

    public TermRows(IReadOnlyList<LabelledReading> readings, IdentificationModelOptions options)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (LabelledReading reading in readings)
        {
            foreach (string term in reading.Reading.Fields.SelectMany(ListingTerms.Of).Distinct())
            {
                counts[term] = counts.GetValueOrDefault(term) + 1;
            }
        }

        var idf = new List<float>();
        foreach ((string term, int count) in counts.Where(count => count.Value >= options.MinListings))
        {
            Terms.IdOf(term);
            idf.Add((float)(Math.Log((1.0 + readings.Count) / (1 + count)) + 1));
        }

        Terms.IdOf(ListingTerms.Always);
        idf.Add(1);
        Terms.IsGrowing = false;
        Idf = idf;
        foreach (LabelledReading reading in readings)
        {
            vectors.Add(reading, ListingTerms.Vector(reading.Reading.Fields, Terms, idf));
        }

        // Values of fewer listings get no row: long lists of names have thousands of such values, and each row costs a vector of weights.
        foreach (IGrouping<string, (LabelledReading Reading, string Row)> row in readings
            .SelectMany(reading => reading.Attributes.Where(labels => labels.Gold.Count == 0 || labels.Attribute.IsNamed)
                .SelectMany(RowsOf).Select(name => (Reading: reading, Row: name)))
            .GroupBy(pair => pair.Row, StringComparer.Ordinal)
            .Where(row => row.Count() >= options.MinListings))
        {
            rows.Add(row.Key, rows.Count);
            termsOfRow.Add([.. row.SelectMany(pair => vectors[pair.Reading]).Select(term => term.Id)]);
        }
    }

    /// <summary>The terms.</summary>
    public FeatureVocabulary Terms { get; } = new();

    /// <summary>[terms].</summary>
    public IReadOnlyList<float> Idf { get; }

    /// <summary>Names of the rows.</summary>
    public IReadOnlyList<string> RowNames => [.. rows.Keys];

    /// <summary>The terms that a row has weights for.</summary>
    public IReadOnlyCollection<int> TermsOf(int row) => termsOfRow[row];

    /// <summary>The row of a name; -1 when no listing has it.</summary>
    public int RowOf(string name) => rows.GetValueOrDefault(name, -1);

    /// <summary>The terms of a listing.</summary>
    public IReadOnlyList<Feature> VectorOf(LabelledReading reading) => vectors[reading];

    private static IEnumerable<string> RowsOf(LabelledAttribute labels) => labels.Gold.Count == 0
        ? [FeatureExtractor.RowName(labels.Attribute, null)]
        : labels.Attribute.Values.Where(value => labels.IsRight(value.Label))
            .Select(value => FeatureExtractor.RowName(labels.Attribute, value.Label)).Distinct();
}
