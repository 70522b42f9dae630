using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification.Learned;

/// <summary>The words and word pairs of a listing, by field: what implied values are recognised by.</summary>
internal static class ListingTerms
{
    /// <summary>The term that every listing has: its weight is how common a value is.</summary>
    public const string Always = "";

    private const int ShortestWord = 2;

    private const int PieceLength = 4;

    /// <summary>The terms of a field, repeats included.</summary>
    public static IEnumerable<string> Of(FieldText field) => Blocks(field).SelectMany(block => block);

    // Words and their pairs; of the title also pieces of words, since "envelopes" and "envelope" name one thing.
    private static IEnumerable<IEnumerable<string>> Blocks(FieldText field) =>
        field.Field == ProfileField.Title ? [Words(field), Pieces(field)] : [Words(field)];

    private static IEnumerable<string> Pieces(FieldText field)
    {
        foreach (Word word in field.Words)
        {
            string whole = $"<{word.Key}>";
            for (int start = 0; start + PieceLength <= whole.Length && whole.Length > PieceLength; start++)
            {
                yield return "p:" + whole.Substring(start, PieceLength);
            }
        }
    }

    private static IEnumerable<string> Words(FieldText field)
    {
        string scope = field.Field == ProfileField.Title ? "t:" : "d:";
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
    /// The listing as a vector of terms: tf-idf with logarithmic tf (Salton and Buckley, 1988), words of each field and
    /// pieces of words each of unit length, so that a long description does not drown the title.
    /// </summary>
    /// <param name="fields">The fields.</param>
    /// <param name="vocabulary">Numbers the terms; unknown ones are left out.</param>
    /// <param name="idf">Inverse document frequency of each term.</param>
    public static List<Feature> Vector(IReadOnlyList<FieldText> fields, FeatureVocabulary vocabulary, IReadOnlyList<float> idf)
    {
        var vector = new List<Feature>();
        foreach (IEnumerable<string> block in fields.SelectMany(Blocks))
        {
            var counts = new Dictionary<int, int>();
            foreach (string term in block)
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
