using System.Globalization;

namespace EpmRl.Retrieval.TestKit;

/// <summary>How much a random test does, and from which seed: little in every run, much when <c>EPMRL_LONG_RUN</c> says how many times as much.</summary>
public static class LongRun
{
    /// <summary>So many operations as in every run, times <c>EPMRL_LONG_RUN</c>.</summary>
    public static int Times(int usual) => usual * Number("EPMRL_LONG_RUN", 1);

    /// <summary>A new seed, or the one that <c>EPMRL_SEED</c> names, to see a failure again.</summary>
    public static int Seed() => Number("EPMRL_SEED", Environment.TickCount & 0xFFFFFF);

    private static int Number(string variable, int otherwise) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : otherwise;
}
