namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Times of one kind of work, in milliseconds.</summary>
/// <param name="Label">What was done.</param>
/// <param name="Times">How often.</param>
/// <param name="Mean">Mean time.</param>
/// <param name="P50">Median.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Max">Longest.</param>
/// <param name="Processor">Mean processor time of the process per piece of work; remains comparable on a busy machine.</param>
/// <param name="Recall">Share of the ten exact answers that were found, in [0, 1]; null where there is nothing to find.</param>
internal sealed record Figure(
    string Label, int Times, double Mean, double P50, double P99, double Max, double Processor, double? Recall = null)
{
    public static Figure Of(string label, double[] milliseconds, double processor, double? recall = null)
    {
        Array.Sort(milliseconds);
        int count = milliseconds.Length;
        return count == 0
            ? new Figure(label, 0, 0, 0, 0, 0, 0)
            : new Figure(
                label, count, milliseconds.Average(), milliseconds[count / 2], milliseconds[count * 99 / 100], milliseconds[^1],
                processor / count, recall);
    }
}
