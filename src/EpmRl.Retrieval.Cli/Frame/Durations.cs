using System.Globalization;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Durations for people.</summary>
internal static class Durations
{
    /// <summary><c>40 s</c>, <c>12 min</c>, <c>2.5 h</c>.</summary>
    public static string Short(TimeSpan duration)
    {
        double seconds = duration.TotalSeconds;
        return seconds switch
        {
            < 90 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
            < 5400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
        };
    }
}
