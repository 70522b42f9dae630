using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>
/// The position of each weight in the optimiser's vector: features first, then the terms of each row, then the rows' weights on vectors.
/// </summary>
internal sealed class ParameterLayout
{
    private readonly int[] kept;
    private readonly int features;
    private readonly TermRows terms;
    private readonly IdentificationModelOptions options;
    private readonly Dictionary<int, int>[] termAt; // by row: term → parameter
    private readonly int vectorsAt;
    private readonly int dimension;

    public ParameterLayout(
        int[] kept, int features, TermRows terms, IReadOnlyList<LabelledReading> readings, IdentificationModelOptions options)
    {
        this.kept = kept;
        this.features = features;
        this.terms = terms;
        this.options = options;
        dimension = readings[0].Reading.Vector.Length;
        int at = features;
        termAt = new Dictionary<int, int>[terms.RowNames.Count];
        for (int row = 0; row < termAt.Length; row++)
        {
            termAt[row] = [];
            foreach (int term in terms.TermsOf(row))
            {
                termAt[row].Add(term, at++);
            }
        }

        vectorsAt = at;
        Parameters = at + (termAt.Length * dimension);
    }

    /// <summary>Number of parameters.</summary>
    public int Parameters { get; }

    /// <summary>A labelled attribute as numbers; null when there is nothing to choose from, or nothing right to choose.</summary>
    public LogLinearExample? ToExample(LabelledReading reading, LabelledAttribute labels, CandidateSet set)
    {
        if (set.Candidates.Count == 0)
        {
            return null;
        }

        set = set.In(kept);
        IReadOnlyList<Feature> document = terms.VectorOf(reading);
        var choices = new LogLinearChoice[set.Candidates.Count + 1];
        var right = new bool[choices.Length];
        for (int i = 0; i < set.Candidates.Count; i++)
        {
            FeaturedCandidate candidate = set.Candidates[i];
            choices[i] = Choice(candidate.Mentions, candidate.Features, candidate.Row, document);
            right[i] = labels.IsRight(candidate.Candidate.Label);
        }

        // If no candidate is right, no answer is the lesser mistake.
        choices[^1] = Choice([], set.Null, set.NullRow, document);
        right[^1] = !right.Contains(true);
        float[] vector = reading.Reading.Vector.ToArray();
        return new LogLinearExample(
            choices, right, set.Attribute.MaxValues > 1, [.. vector.Select(number => number * options.VectorScale)]);
    }

    /// <summary>The model of fitted weights; scales are folded in, small weights dropped.</summary>
    public IdentificationModel ToModel(string space, FeatureVocabulary names, double[] weights)
    {
        var learned = new FeatureVocabulary();
        var values = new List<float>();
        for (int i = 0; i < features; i++)
        {
            if (Math.Abs(weights[i]) >= options.SmallestWeight)
            {
                learned.IdOf(names.Names[i]);
                values.Add((float)weights[i]);
            }
        }

        learned.IsGrowing = false;
        List<Feature>[] postings = [.. terms.Terms.Names.Select(_ => new List<Feature>())];
        for (int row = 0; row < termAt.Length; row++)
        {
            foreach ((int term, int at) in termAt[row])
            {
                if (Math.Abs(weights[at]) >= options.SmallestWeight)
                {
                    postings[term].Add(new Feature(row, (float)(weights[at] * options.WordScale)));
                }
            }
        }

        float[][] vectors =
        [
            .. Enumerable.Range(0, dimension == 0 ? 0 : termAt.Length).Select(row => weights
                .AsSpan(vectorsAt + (row * dimension), dimension).ToArray().Select(weight => (float)(weight * options.VectorScale))
                .ToArray()),
        ];
        return new IdentificationModel(space, learned, values, new TextWeights(terms.RowNames, terms.Terms, terms.Idf, postings, vectors));
    }

    private LogLinearChoice Choice(
        IReadOnlyList<Feature>[] mentions, IReadOnlyList<Feature> own, int row, IReadOnlyList<Feature> document)
    {
        IEnumerable<Feature> words = row < 0 ? [] : document.Where(term => termAt[row].ContainsKey(term.Id))
            .Select(term => new Feature(termAt[row][term.Id], (float)(term.Value * options.WordScale)));
        return new LogLinearChoice(
            [.. mentions.Select(mention => mention as Feature[] ?? [.. mention])],
            [.. own, .. words],
            row < 0 || dimension == 0 ? -1 : vectorsAt + (row * dimension));
    }
}
