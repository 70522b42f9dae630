using System.Globalization;

namespace EpmRl.Retrieval.TestKit;

/// <summary>
/// The size and the seed of random tests and kill tests: small by default, large with <c>EPMRL_LONG_RUN=1</c>. A number below 1 is that
/// share of the long run.
/// </summary>
public static class LongRun
{
    /// <summary>Repetitions of a test.</summary>
    /// <param name="everyRun">Without the variable; also the minimum with it.</param>
    /// <param name="longRun">With the variable.</param>
    public static int Count(int everyRun, int longRun) => Setting("EPMRL_LONG_RUN") is { } text
        ? Math.Max(everyRun, (int)(longRun * double.Parse(text, CultureInfo.InvariantCulture)))
        : everyRun;

    /// <summary>
    /// Every n-th of the cases of a test that has too many for every run, from one that the seed chooses, so that runs one after another
    /// cover them all; all of them in a long run.
    /// </summary>
    /// <param name="cases">All cases.</param>
    /// <param name="stride">n, 1 or more.</param>
    /// <param name="seed">Chooses the first case.</param>
    public static IEnumerable<T> Sample<T>(IEnumerable<T> cases, int stride, int seed) =>
        Setting("EPMRL_LONG_RUN") is null ? cases.Where((_, number) => number % stride == seed % stride) : cases;

    /// <summary>A new seed, or that of <c>EPMRL_SEED</c>, to reproduce a failure.</summary>
    public static int Seed() =>
        Setting("EPMRL_SEED") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Environment.TickCount & 0xFFFFFF;

    private static string? Setting(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text : null;
}
