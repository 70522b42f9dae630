using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>Fits an <see cref="IdentificationModel"/> to labelled readings.</summary>
internal static class IdentificationModelFitter
{
    /// <summary>Fits all weights together.</summary>
    /// <param name="space">Fingerprint of the encoder's space.</param>
    /// <param name="readings">The labelled listings, at least one.</param>
    /// <param name="features">Numbers the features, the same for all models fitted to these readings; grows.</param>
    /// <param name="options">The fitting options.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    public static IdentificationModel Fit(
        string space, IReadOnlyList<LabelledReading> readings, FeatureVocabulary features, IdentificationModelOptions options,
        CancellationToken cancellationToken)
    {
        var terms = new TermRows(readings, options);
        List<(LabelledReading Reading, LabelledAttribute Labels, CandidateSet Set)> sets = Read(readings, features, terms);
        int[] kept = Keep(sets, features, options.MinListings, out FeatureVocabulary keptFeatures);

        var layout = new ParameterLayout(kept, keptFeatures.Names.Count, terms, readings, options);
        LogLinearExample[] examples =
            [.. sets.Select(set => layout.ToExample(set.Reading, set.Labels, set.Set)).OfType<LogLinearExample>()];
        var objective = new LogLinearObjective(examples, layout.Parameters, options.Regularization);
        double[] weights = Minimum.Find(layout.Parameters, objective.Evaluate, options.Steps, options.Tolerance, cancellationToken);
        return layout.ToModel(space, keptFeatures, weights);
    }

    private static List<(LabelledReading Reading, LabelledAttribute Labels, CandidateSet Set)> Read(
        IReadOnlyList<LabelledReading> readings, FeatureVocabulary features, TermRows terms)
    {
        var extractors = new Dictionary<string, FeatureExtractor>(StringComparer.Ordinal);
        var sets = new List<(LabelledReading, LabelledAttribute, CandidateSet)>();
        foreach (LabelledReading reading in readings)
        {
            foreach (LabelledAttribute labels in reading.Attributes)
            {
                if (!extractors.TryGetValue(labels.Attribute.Id, out FeatureExtractor? extractor))
                {
                    extractors.Add(labels.Attribute.Id, extractor = new FeatureExtractor(labels.Attribute, features, terms.RowOf));
                }

                sets.Add((reading, labels, extractor.Extract(reading.Reading, labels.Known)));
            }
        }

        return sets;
    }

    // Features of very few listings are noise: the new number of each feature, -1 for those left out.
    private static int[] Keep(
        List<(LabelledReading Reading, LabelledAttribute Labels, CandidateSet Set)> sets, FeatureVocabulary features, int minListings,
        out FeatureVocabulary keptFeatures)
    {
        var counts = new int[features.Names.Count];
        var last = new LabelledReading?[counts.Length];
        foreach ((LabelledReading reading, _, CandidateSet set) in sets)
        {
            IEnumerable<Feature> ofCandidates =
                set.Candidates.SelectMany(candidate => candidate.Mentions.SelectMany(mention => mention).Concat(candidate.Features));
            foreach (Feature feature in ofCandidates.Concat(set.Null))
            {
                if (!ReferenceEquals(last[feature.Id], reading))
                {
                    last[feature.Id] = reading;
                    counts[feature.Id]++;
                }
            }
        }

        keptFeatures = new FeatureVocabulary();
        var kept = new int[counts.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            kept[i] = counts[i] >= minListings ? keptFeatures.IdOf(features.Names[i]) : FeatureVocabulary.Unknown;
        }

        return kept;
    }
}
