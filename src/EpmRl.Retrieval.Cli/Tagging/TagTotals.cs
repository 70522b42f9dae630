using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>Totals of a run.</summary>
internal sealed class TagTotals
{
    private readonly long started = TimeProvider.System.GetTimestamp();

    /// <summary>Listings that were tagged.</summary>
    public long Listings { get; private set; }

    private long Values { get; set; }

    private long Reviews { get; set; }

    private long None { get; set; }

    private long PredictedCategories { get; set; }

    private long UnknownCategories { get; set; }

    private long Truncated { get; set; }

    /// <summary>Counts the results of a batch.</summary>
    public void Add(IReadOnlyList<TagResult> results)
    {
        foreach (TagResult result in results)
        {
            Listings++;
            Truncated += result.Truncated ? 1 : 0;
            UnknownCategories += result.Category.Id is null ? 1 : 0;
            PredictedCategories += result.Category is { Predicted: true, Id: not null } ? 1 : 0;
            foreach (AttributeAnswer answer in result.Attributes)
            {
                Values += answer.Status == AnswerStatus.Value ? 1 : 0;
                Reviews += answer.Status == AnswerStatus.NeedsReview ? 1 : 0;
                None += answer.Status == AnswerStatus.NoValue ? 1 : 0;
            }
        }
    }

    /// <summary>The totals in a sentence or two.</summary>
    public string Describe()
    {
        double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var parts = new List<string>
        {
            $"Tagged {Listings:N0} listing{(Listings == 1 ? "" : "s")} in {seconds:0.0} s ({Listings / Math.Max(seconds, 1e-3):N0}/s): "
                + $"{Values:N0} values, {Reviews:N0} to review, {None:N0} attributes without a value.",
        };
        if (PredictedCategories > 0)
        {
            parts.Add($"{PredictedCategories:N0} categories were predicted.");
        }

        if (UnknownCategories > 0)
        {
            parts.Add($"{UnknownCategories:N0} {(UnknownCategories == 1 ? "listing has" : "listings have")} no clear category; name it in "
                + "their field 'category' (candidates are in the output).");
        }

        if (Truncated > 0)
        {
            parts.Add($"{Truncated:N0} listings were longer than the encoder reads.");
        }

        return string.Join(' ', parts);
    }
}
