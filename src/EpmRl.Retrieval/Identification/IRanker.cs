using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// Scores the candidates of a listing's attributes and defines the meaning of its scores: <see cref="FixedRule"/> without labels, <see
/// cref="LearnedRanker"/> with them. Safe for concurrent callers.
/// </summary>
internal interface IRanker
{
    /// <summary>Whether open names are candidates. A title has a hundred, and only a trained ranker can tell which is a value.</summary>
    bool UsesOpenNames { get; }

    /// <summary>
    /// Ranks the candidates of every attribute of the listing's category; attributes that claim the same number are decided jointly.
    /// </summary>
    /// <param name="listing">The listing.</param>
    /// <param name="cancellationToken">Checked between attributes.</param>
    /// <returns>One ranking for each attribute, in the category's order.</returns>
    AttributeRanking[] Rank(ListingContext listing, CancellationToken cancellationToken);

    /// <summary>The score from which an attribute is answered without calibration, in [0, 1].</summary>
    double ThresholdOf(AttributeDefinition attribute);

    /// <summary>The score below which an answer is for review without calibration, in [0, 1].</summary>
    double ReviewBelowOf(AttributeDefinition attribute);

    /// <summary>The probability, in [0, 1], that a candidate is right, without calibration.</summary>
    /// <param name="score">Its score.</param>
    /// <param name="threshold">The score from which it is answered.</param>
    double Probability(double score, double threshold);

    /// <summary>The trust in the score of a candidate without mentions.</summary>
    ImpliedTrust TrustImplied(AttributeDefinition attribute, Candidate candidate, ListingContext listing);

    /// <summary>Why a candidate without mentions was chosen.</summary>
    string ReasonOfImplied(Candidate candidate);
}
