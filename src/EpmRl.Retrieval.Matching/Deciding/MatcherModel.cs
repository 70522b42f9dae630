namespace EpmRl.Retrieval.Matching;

/// <summary>Everything that the fast matcher learned.</summary>
internal sealed record MatcherModel
{
    /// <summary>Its name, with a version: answers carry it.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the aspects that it was trained with.</summary>
    public required string AspectsVersion { get; init; }

    /// <summary>Names of its features.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The model over a pair alone, which judges rivals.</summary>
    public required BoostedTrees First { get; init; }

    /// <summary>The model over all features: same or not.</summary>
    public required BoostedTrees Same { get; init; }

    /// <summary>The model over the features of a pair alone: the same product in any variant, or not.</summary>
    public required BoostedTrees Related { get; init; }

    /// <summary>What words say that one title lacks.</summary>
    public required DifferenceWeights Words { get; init; }

    /// <summary>Number of training listings that have a word.</summary>
    public required IReadOnlyDictionary<string, int> Background { get; init; }

    /// <summary>Number of training listings.</summary>
    public required int BackgroundListings { get; init; }

    /// <summary>How scores become probabilities.</summary>
    public required MatchCalibration Calibration { get; init; }

    /// <summary>How they are joined with those of a pair encoder; null where none was trained.</summary>
    public PairJoin? Join { get; init; }

    /// <summary>Checks that the model fits the program's features.</summary>
    /// <exception cref="Encoding.ModelFormatException">It was trained with others.</exception>
    public void Check(AspectRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        string[] expected = [.. new PairFeatures(rules, Words).Names, .. ContextFeatures.Names];
        if (!expected.SequenceEqual(FeatureNames))
        {
            string other = expected.Except(FeatureNames).Concat(FeatureNames.Except(expected)).FirstOrDefault() ?? "their order";
            throw new Encoding.ModelFormatException(
                $"The matcher '{Name}' was trained with other features than these aspects give ({other}). Train it again.");
        }
    }
}
