using System.Globalization;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A point in time lies within bounds.</summary>
internal sealed class TimeRangeCondition(PayloadPath path, Bounds<DateTimeOffset> bounds) : Condition
{
    public override IEnumerable<(string Field, IReadOnlyList<string> Kinds)> Needs => [(path.Text, ["datetime"])];

    public override bool Matches(FilterScope scope) =>
        path.Elements(scope.Payload).Select(PayloadValue.Text).Any(value =>
            DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                && bounds.Contains(time));
}
