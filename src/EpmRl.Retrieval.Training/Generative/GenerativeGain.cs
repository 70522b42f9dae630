using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>What a stage gained over the one before, on the same pairs.</summary>
/// <param name="Pairs">Number of pairs.</param>
/// <param name="F1">Difference of F1, in [−1, 1].</param>
/// <param name="Low">Lower end of its 95 % interval: a bootstrap of products, both models on the same ones.</param>
/// <param name="High">Its upper end.</param>
/// <param name="CalibrationError">Difference of the calibration errors; lower is better.</param>
internal sealed record GenerativeGain(int Pairs, double F1, double Low, double High, double CalibrationError)
{
    private const int Resamples = 2000;

    /// <summary>Compares; null where the two have other pairs.</summary>
    /// <param name="before">Answers of the stage before.</param>
    /// <param name="after">Answers of the stage.</param>
    public static GenerativeGain? Of(IReadOnlyList<ValidationRow> before, IReadOnlyList<ValidationRow> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (after.Count == 0 || !before.Select(Key).SequenceEqual(after.Select(Key)))
        {
            return null;
        }

        int[][] products =
            [.. Enumerable.Range(0, after.Count).GroupBy(i => (after[i].Set, after[i].Product)).Select(group => group.ToArray())];
        double gain = F1Of(after, Enumerable.Range(0, after.Count)) - F1Of(before, Enumerable.Range(0, after.Count));
        var random = new Random(1);
        double[] drawn = new double[Resamples];
        for (int i = 0; i < Resamples; i++)
        {
            int[] pairs = [.. Enumerable.Range(0, products.Length).SelectMany(_ => products[random.Next(products.Length)])];
            drawn[i] = F1Of(after, pairs) - F1Of(before, pairs);
        }

        Array.Sort(drawn);
        return new GenerativeGain(
            after.Count, gain, drawn[Resamples / 40], drawn[Resamples - 1 - (Resamples / 40)], ErrorOf(after) - ErrorOf(before));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"F1 {100 * F1:+0.0;-0.0;0.0} ({100 * Low:+0.0;-0.0;0.0} to {100 * High:+0.0;-0.0;0.0}), calibration error ")
        + FormattableString.Invariant($"{CalibrationError:+0.000;-0.000;0.000}, on {Pairs:N0} pairs");

    private static (string, string, string) Key(ValidationRow row) => (row.Set, row.A, row.B);

    private static double ErrorOf(IReadOnlyList<ValidationRow> rows) =>
        GenerativeFigures.CalibrationErrorOf([.. rows.Select(row => (row.Forth.Probability, row.IsSame))]);

    private static double F1Of(IReadOnlyList<ValidationRow> rows, IEnumerable<int> pairs)
    {
        int right = 0, called = 0, matches = 0;
        foreach (int i in pairs)
        {
            bool isCalled = rows[i].Forth.Decision == MatchVerdict.Same;
            called += isCalled ? 1 : 0;
            matches += rows[i].IsSame ? 1 : 0;
            right += isCalled && rows[i].IsSame ? 1 : 0;
        }

        return called + matches == 0 ? 0 : 2.0 * right / (called + matches);
    }
}
