namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>A curve as a line of block characters, for terminals.</summary>
internal static class TextCurve
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>Draws values, each column the mean of its share of them; the lowest mean is the lowest block.</summary>
    /// <param name="values">The values; empty for no curve.</param>
    /// <param name="width">Most columns, at least 1.</param>
    public static string Of(IReadOnlyList<double> values, int width)
    {
        int columns = Math.Min(width, values.Count);
        double[] means =
        [
            .. Enumerable.Range(0, columns)
                .Select(column => Mean(values, column * values.Count / columns, (column + 1) * values.Count / columns)),
        ];
        double low = means.DefaultIfEmpty(0).Min();
        double range = means.DefaultIfEmpty(0).Max() - low;
        return string.Concat(means.Select(mean => Blocks[range > 0 ? (int)Math.Round((mean - low) / range * (Blocks.Length - 1)) : 0]));
    }

    private static double Mean(IReadOnlyList<double> values, int from, int to)
    {
        double sum = 0;
        for (int i = from; i < to; i++)
        {
            sum += values[i];
        }

        return sum / (to - from);
    }
}
