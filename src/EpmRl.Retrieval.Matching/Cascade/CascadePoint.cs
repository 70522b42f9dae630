namespace EpmRl.Retrieval.Matching;

/// <summary>Quality and cost of a cascade with one band. Quality is of the class "same".</summary>
/// <param name="Budget">The share of pairs that the band was fitted to.</param>
/// <param name="Band">The band.</param>
/// <param name="Sent">Pairs sent to the generator.</param>
/// <param name="Share">Their share.</param>
/// <param name="Precision">Of the pairs called the same, the share that are; 1 where none is called so.</param>
/// <param name="Recall">Of the pairs that are the same, the share called so; 1 where there are none.</param>
/// <param name="F1">The harmonic mean of both.</param>
/// <param name="SecondsPerThousand">Seconds for 1,000 pairs.</param>
/// <param name="TokensPerThousand">Tokens of the generator for 1,000 pairs.</param>
internal sealed record CascadePoint(
    double Budget, DoubtBand Band, int Sent, double Share, double Precision, double Recall, double F1, double SecondsPerThousand,
    double TokensPerThousand);
