using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Creates the report of an evaluation.</summary>
internal static class EvaluationReports
{
    /// <summary>Summarises every channel and selects the errors of one.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="channels">Scored pairs; at least one channel.</param>
    /// <param name="conditions">The conditions as shown to the reader.</param>
    /// <param name="subsets">Name of a line → names of the attributes that it excludes.</param>
    /// <param name="errors">How many errors to list.</param>
    /// <param name="main">Place of the channel whose details and errors are shown.</param>
    public static EvaluationReport Of(
        LabelledDataSet data,
        IReadOnlyList<ChannelPairs> channels,
        EvaluationConditions conditions,
        IReadOnlyDictionary<string, IReadOnlyList<string>> subsets,
        int errors,
        int main = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(conditions);
        ChannelReport[] reports = [.. channels.Select(channel => ChannelReports.Of(channel, subsets, conditions.Seeds[0]))];
        return new EvaluationReport
        {
            Data = data.Name,
            File = data.File,
            Listings = channels[0].Pairs.Select(pair => pair.ListingIndex).Distinct().Count(),
            BadRows = [.. data.BadRows.Select(row => row.ToString())],
            Conditions = conditions,
            Channels = reports,
            Main = reports[main],
            Errors = ErrorSummary.Of(channels[main].Pairs, errors),
        };
    }
}
