namespace EpmRl.Retrieval.Matching.Tests.Clusters;

/// <summary>
/// A stand-in for a matcher, to compare rules of clustering on the same scores: candidates by the cosine of character n-grams of titles,
/// with the shares of common words and of common words with digits, joined by a logistic model.
/// </summary>
internal sealed class StandInScores
{
    private const int Inputs = 4;

    private readonly double[] weights = new double[Inputs];

    /// <summary>A candidate: two positions, and the inputs of the model.</summary>
    public sealed record Candidate(int A, int B, double Cosine, double Words, double Numbers);

    /// <summary>The top neighbours of every title of a block.</summary>
    public static IEnumerable<Candidate> Find(string[] titles, int[] positions, int top)
    {
        var gramIds = new Dictionary<string, int>(StringComparer.Ordinal);
        Dictionary<int, int>[] grams = [.. titles.Select(title => GramsOf(title.ToLowerInvariant(), gramIds))];
        int[] frequency = new int[gramIds.Count];
        foreach (int gram in grams.SelectMany(one => one.Keys))
        {
            frequency[gram]++;
        }

        (int Gram, float Weight)[][] rows = [.. grams.Select(one => Unit(one, frequency, titles.Length))];
        var postings = new List<(int Row, float Weight)>[frequency.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            foreach ((int gram, float weight) in rows[i])
            {
                (postings[gram] ??= []).Add((i, weight));
            }
        }

        HashSet<string>[] words = [.. titles.Select(TitleWords.Of)];
        HashSet<string>[] numbers =
            [.. words.Select(one => one.Where(word => word.Any(char.IsAsciiDigit)).ToHashSet(StringComparer.Ordinal))];
        var cosines = new SortedDictionary<(int, int), float>();
        float[] scores = new float[titles.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            Array.Clear(scores);
            foreach ((int gram, float weight) in rows[i].Where(one => frequency[one.Gram] <= titles.Length / 4))
            {
                foreach ((int row, float other) in postings[gram])
                {
                    scores[row] += weight * other;
                }
            }

            scores[i] = 0;
            foreach (int j in Enumerable.Range(0, scores.Length).Where(j => scores[j] > 0.05f).OrderByDescending(j => scores[j]).Take(top))
            {
                cosines[(Math.Min(i, j), Math.Max(i, j))] = scores[j];
            }
        }

        return cosines.Select(pair => new Candidate(
            positions[pair.Key.Item1], positions[pair.Key.Item2], pair.Value,
            TitleWords.Likeness(words[pair.Key.Item1], words[pair.Key.Item2]),
            numbers[pair.Key.Item1].Count + numbers[pair.Key.Item2].Count == 0
                ? 0.5 : TitleWords.Likeness(numbers[pair.Key.Item1], numbers[pair.Key.Item2])));
    }

    /// <summary>Fits the model by Newton's method.</summary>
    public void Fit(IReadOnlyList<(Candidate Pair, bool IsSame)> pairs)
    {
        for (int round = 0; round < 12; round++)
        {
            double[,] curvature = new double[Inputs, Inputs];
            double[] gradient = new double[Inputs];
            foreach ((Candidate pair, bool isSame) in pairs)
            {
                double[] x = InputsOf(pair);
                double p = Probability(pair);
                for (int a = 0; a < Inputs; a++)
                {
                    gradient[a] += ((isSame ? 1 : 0) - p) * x[a];
                    for (int b = 0; b < Inputs; b++)
                    {
                        curvature[a, b] += (p * (1 - p) * x[a] * x[b]) + (a == b ? 1e-9 : 0);
                    }
                }
            }

            Step(curvature, gradient);
        }
    }

    /// <summary>The probability that a candidate is one product.</summary>
    public double Probability(Candidate pair)
    {
        double[] x = InputsOf(pair);
        return 1 / (1 + Math.Exp(-Enumerable.Range(0, Inputs).Sum(i => weights[i] * x[i])));
    }

    private static double[] InputsOf(Candidate pair) => [1, pair.Cosine, pair.Words, pair.Numbers];

    private static Dictionary<int, int> GramsOf(string title, Dictionary<string, int> ids)
    {
        var counts = new Dictionary<int, int>();
        string text = $" {title} ";
        for (int length = 3; length <= 4; length++)
        {
            for (int i = 0; i + length <= text.Length; i++)
            {
                string gram = text.Substring(i, length);
                if (!ids.TryGetValue(gram, out int id))
                {
                    ids.Add(gram, id = ids.Count);
                }

                counts[id] = counts.GetValueOrDefault(id) + 1;
            }
        }

        return counts;
    }

    private static (int, float)[] Unit(Dictionary<int, int> counts, int[] frequency, int rows)
    {
        (int Gram, float Weight)[] weighted =
            [.. counts.Select(one => (one.Key, (float)((1 + Math.Log(one.Value)) * Math.Log((1.0 + rows) / (1 + frequency[one.Key])))))];
        float length = MathF.Sqrt(weighted.Sum(one => one.Weight * one.Weight));
        return [.. weighted.Select(one => (one.Gram, length == 0 ? 0 : one.Weight / length))];
    }

    // Gaussian elimination; the matrix is positive definite.
    private void Step(double[,] a, double[] b)
    {
        for (int i = 0; i < Inputs; i++)
        {
            for (int j = i + 1; j < Inputs; j++)
            {
                double factor = a[j, i] / a[i, i];
                for (int k = i; k < Inputs; k++)
                {
                    a[j, k] -= factor * a[i, k];
                }

                b[j] -= factor * b[i];
            }
        }

        double[] step = new double[Inputs];
        for (int i = Inputs - 1; i >= 0; i--)
        {
            step[i] = (b[i] - Enumerable.Range(i + 1, Inputs - 1 - i).Sum(k => a[i, k] * step[k])) / a[i, i];
            weights[i] += step[i];
        }
    }
}
