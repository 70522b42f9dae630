using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification;

/// <summary>The words and word pairs of a listing, by field, from which implied values are recognised.</summary>
internal static class ListingTerms
{
    /// <summary>A term that every listing has: its weight expresses how common a value is.</summary>
    public const string Always = "";

    private const int ShortestWord = 2;

    /// <summary>The terms of a field, repeats included.</summary>
    public static IEnumerable<string> Of(FieldText field)
    {
        string scope = field.Field == ProfileField.Description ? "d:" : "t:";
        string? previous = null;
        foreach (Word word in field.Words)
        {
            if (word.Key.Length < ShortestWord)
            {
                previous = null;
                continue;
            }

            yield return scope + word.Key;
            if (previous is not null)
            {
                yield return scope + previous + " " + word.Key;
            }

            previous = word.Key;
        }
    }

    /// <summary>
    /// The listing as a vector of terms: tf-idf with logarithmic tf (Salton and Buckley, 1988), each field of unit length, so that a long
    /// description does not drown the title.
    /// </summary>
    /// <param name="fields">The fields.</param>
    /// <param name="vocabulary">Numbers the terms; unknown ones are left out.</param>
    /// <param name="idf">Inverse document frequency of each term.</param>
    public static List<Feature> Vector(IReadOnlyList<FieldText> fields, FeatureVocabulary vocabulary, IReadOnlyList<float> idf)
    {
        var vector = new List<Feature>();
        foreach (FieldText field in fields)
        {
            var counts = new Dictionary<int, int>();
            foreach (string term in Of(field))
            {
                int id = vocabulary.IdOf(term);
                if (id != FeatureVocabulary.Unknown)
                {
                    counts[id] = counts.GetValueOrDefault(id) + 1;
                }
            }

            double norm = Math.Sqrt(counts.Sum(count => Square(Weight(count))));
            vector.AddRange(counts.Select(count => new Feature(count.Key, (float)(Weight(count) / norm))));
        }

        int always = vocabulary.IdOf(Always);
        if (always != FeatureVocabulary.Unknown)
        {
            vector.Add(new Feature(always, 1));
        }

        return vector;

        double Weight(KeyValuePair<int, int> count) => (1 + Math.Log(count.Value)) * idf[count.Key];
    }

    private static double Square(double number) => number * number;
}
