using System.Collections.Concurrent;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Ranks by a model trained on labelled listings. Its scores are probabilities.</summary>
/// <param name="model">The model.</param>
internal sealed class LearnedRanker(IdentificationModel model) : IRanker
{
    private readonly ConcurrentDictionary<string, FeatureExtractor> extractors = new(StringComparer.Ordinal); // by attribute id

    /// <inheritdoc/>
    public bool UsesOpenNames => true;

    /// <inheritdoc/>
    public AttributeRanking[] Rank(ListingContext listing, CancellationToken cancellationToken)
    {
        float[] rows = model.Text.Score(listing);
        IReadOnlyList<AttributeDefinition> attributes = listing.Category.Attributes;
        var rankings = new AttributeRanking[attributes.Count];
        for (int i = 0; i < rankings.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rankings[i] = new AttributeRanking(attributes[i], model.Rank(ExtractorOf(attributes[i]).Extract(listing), rows));
        }

        JointDecision.Apply(rankings, model.Exclusion);
        return rankings;
    }

    /// <inheritdoc/>
    public double ThresholdOf(AttributeDefinition attribute) => IdentificationModel.Threshold;

    /// <inheritdoc/>
    public double ReviewBelowOf(AttributeDefinition attribute) => IdentificationModel.ReviewBelow;

    /// <inheritdoc/>
    public double Probability(double score, double threshold) => score;

    /// <inheritdoc/>
    public ImpliedTrust TrustImplied(AttributeDefinition attribute, Candidate candidate, ListingContext listing) => ImpliedTrust.Accept;

    /// <inheritdoc/>
    public string ReasonOfImplied(Candidate candidate) => "not mentioned; implied by words and meaning, as labelled listings show";

    private FeatureExtractor ExtractorOf(AttributeDefinition attribute) =>
        extractors.GetOrAdd(attribute.Id, _ => new FeatureExtractor(attribute, model.Features, model.Text.RowOf));
}
