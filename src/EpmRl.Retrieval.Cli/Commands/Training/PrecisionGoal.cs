using System.Globalization;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>A precision that answers must reach.</summary>
internal static class PrecisionGoal
{
    /// <summary>Refuses a precision outside (0, 1].</summary>
    /// <param name="option">The option's name, for the message.</param>
    /// <param name="share">The precision as typed; null for maximum F1.</param>
    /// <exception cref="UsageException">It lies outside (0, 1].</exception>
    public static double? Check(string option, double? share) => share is null or (> 0 and <= 1)
        ? share
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} {share}: expected a share above 0 and up to 1, "
            + $"such as 0.97."));
}
