using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>The values that compete for one attribute of one listing, the null value among them, as features.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Candidates">The values.</param>
/// <param name="Null">Features of the null value.</param>
/// <param name="NullRow">The null value's row of text weights; -1 without one.</param>
internal sealed record CandidateSet(
    AttributeDefinition Attribute, IReadOnlyList<FeaturedCandidate> Candidates, IReadOnlyList<Feature> Null, int NullRow)
{
    /// <summary>The same set with the feature numbers of another vocabulary.</summary>
    /// <param name="numbers">
    /// [features]: the new number of each; <see cref="FeatureVocabulary.Unknown"/> for those not in the other vocabulary.
    /// </param>
    public CandidateSet In(int[] numbers) => this with
    {
        Candidates = [.. Candidates.Select(candidate => candidate with
        {
            Mentions = [.. candidate.Mentions.Select(mention => In(mention, numbers))],
            Features = In(candidate.Features, numbers),
        })],
        Null = In(Null, numbers),
    };

    private static Feature[] In(IReadOnlyList<Feature> features, int[] numbers)
    {
        var translated = new List<Feature>(features.Count);
        foreach (Feature feature in features)
        {
            if (numbers[feature.Id] != FeatureVocabulary.Unknown)
            {
                translated.Add(feature with { Id = numbers[feature.Id] });
            }
        }

        return [.. translated];
    }
}

/// <summary>A candidate as features.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Mentions">Features of each of its mentions.</param>
/// <param name="Features">Features of the value as a whole.</param>
/// <param name="Row">Its row of text weights; -1 without one.</param>
internal sealed record FeaturedCandidate(Candidate Candidate, IReadOnlyList<Feature>[] Mentions, IReadOnlyList<Feature> Features, int Row);
