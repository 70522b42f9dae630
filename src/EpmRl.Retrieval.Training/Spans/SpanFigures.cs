namespace EpmRl.Retrieval.Training.Spans;

/// <summary>A step, or an epoch with its figures.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Loss">The loss of the step, or the mean of the epoch.</param>
/// <param name="HeldOut">The figures after an epoch; null within one.</param>
internal sealed record SpanTrainingProgress(int Step, int Steps, double Loss, SpanFigures? HeldOut);

/// <summary>A trained reader.</summary>
/// <param name="Weights">Its weights by name, with their shapes.</param>
/// <param name="Figures">Its figures on held-out texts.</param>
/// <param name="Epoch">The epoch they are of, from 1.</param>
internal sealed record SpanTrainingResult(
    IReadOnlyList<(string Name, long[] Shape, float[] Values)> Weights, SpanFigures Figures, int Epoch);

/// <summary>Figures on held-out texts.</summary>
/// <param name="Loss">Mean cross-entropy of the labelled spans.</param>
/// <param name="BySource">The figures of each source.</param>
internal sealed record SpanFigures(double Loss, IReadOnlyDictionary<string, SpanSourceFigures> BySource);

/// <summary>Figures of one source.</summary>
/// <param name="Spans">Number of labels of spans for attributes with a list.</param>
/// <param name="Right">The share of them that is judged rightly at even odds; NaN without any.</param>
/// <param name="Twins">Number of pairs of twins.</param>
/// <param name="BothRight">The share of pairs with both twins right; NaN without any.</param>
/// <param name="Open">Number of open attributes of texts that state their value.</param>
/// <param name="OpenFirst">The share of them whose value has the highest score of all spans; NaN without any.</param>
internal sealed record SpanSourceFigures(int Spans, double Right, int Twins, double BothRight, int Open, double OpenFirst)
{
    /// <summary>The figures as a sentence.</summary>
    public override string ToString()
    {
        (double Share, int Count, string Of)[] shares =
            [(Right, Spans, "places judged rightly"), (BothRight, Twins, "twins both right"), (OpenFirst, Open, "open values first")];
        return string.Join("; ", shares.Where(share => share.Count > 0).Select(share => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{share.Share * 100:0.0} % of {share.Count:N0} {share.Of}")));
    }
}
