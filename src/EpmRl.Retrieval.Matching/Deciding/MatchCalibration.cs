namespace EpmRl.Retrieval.Matching;

/// <summary>How scores of the fast matcher become probabilities and verdicts.</summary>
/// <param name="Slope">Factor of the score (Platt, 1999).</param>
/// <param name="Offset">What is added to it.</param>
/// <param name="Prevalence">Share of matches in the pairs that it was fitted on, in (0, 1).</param>
/// <param name="SameFrom">The least probability of the verdict <c>same</c>, in (0, 1).</param>
/// <param name="DifferentTo">The largest probability of a certain other verdict; <c>unsure</c> is between the two.</param>
/// <param name="RelatedFrom">The least probability, by the model of related listings, of the verdict <c>variant</c>.</param>
internal sealed record MatchCalibration(
    double Slope, double Offset, double Prevalence, double SameFrom, double DifferentTo, double RelatedFrom)
{
    /// <summary>The probability of a score where matches are as frequent as in training.</summary>
    public double Probability(double score) => 1 / (1 + Math.Exp(-LogOdds(score)));

    /// <summary>The log-odds of a score where matches are as frequent as in training.</summary>
    public double LogOdds(double score) => (Slope * score) + Offset;

    /// <summary>
    /// Corrects a probability for another share of matches (Saerens et al., Adjusting the outputs of a classifier to new a priori
    /// probabilities, 2002).
    /// </summary>
    public double Corrected(double probability, double? prevalence)
    {
        if (prevalence is not { } share || probability is <= 0 or >= 1)
        {
            return probability;
        }

        double odds = probability / (1 - probability) * (share / (1 - share)) / (Prevalence / (1 - Prevalence));
        return odds / (1 + odds);
    }
}
