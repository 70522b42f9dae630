using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Shows the figures of a search for candidates, for people or as JSON.</summary>
internal static class CandidateView
{
    private const int MostShown = 10;

    /// <summary>Prints the figures.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="measured">What of the truth; null where none was given.</param>
    /// <param name="encoding">Time of encoding; null without vectors.</param>
    /// <param name="json">Whether as JSON.</param>
    /// <param name="pairsOnStdout">Whether stdout holds the pairs, so that figures go to stderr.</param>
    /// <param name="terminal">The console.</param>
    public static void Show(
        CandidateReport report, CandidateEvaluation? measured, TimeSpan? encoding, bool json, bool pairsOnStdout, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(Figures(report, measured, encoding), JsonForPrograms.Options));
        }
        else
        {
            foreach (string line in Lines(report, measured, encoding))
            {
                if (pairsOnStdout)
                {
                    terminal.Say(line);
                }
                else
                {
                    terminal.Out.WriteLine(line);
                }
            }
        }

        foreach (OversizedKey key in report.Oversized.Take(MostShown))
        {
            terminal.Warn(Invariant($"{key.Listings:N0} listings share the {Kind(key)} {key.Key.Text}: it made no pairs, ")
                + Invariant($"{key.Kept:N0} of its {key.Pairs:N0} pairs are neighbours too."));
        }

        if (report.Oversized.Count > MostShown)
        {
            terminal.Warn(Invariant($"{report.Oversized.Count - MostShown:N0} more identifiers are shared by too many listings; ")
                + "--json names them all.");
        }
    }

    private static string Kind(OversizedKey key) => key.Key.Source == CandidateSources.Gtin ? "GTIN" : "part or model code";

    private static IEnumerable<string> Lines(CandidateReport report, CandidateEvaluation? measured, TimeSpan? encoding)
    {
        string listings = report.Right is { } right
            ? Invariant($"{report.Left:N0} and {right:N0} listings")
            : Invariant($"{report.Left:N0} listings");
        yield return Invariant($"{report.Pairs:N0} pairs of {listings}, {report.PairsPerListing:0.0} for each listing.");
        yield return "By source: " + string.Join(", ", report.BySource.Where(pair => pair.Value > 0).Select(pair =>
            Invariant($"{CandidateLines.NameOf(pair.Key)} {pair.Value:N0} ({report.OnlyBySource[pair.Key]:N0} alone)"))) + ".";
        yield return "Seconds: " + string.Join(", ", Steps(report, encoding).Select(step => Invariant($"{step.Step} {step.Seconds:0.0}")))
            + ".";
        if (measured is null)
        {
            yield break;
        }

        yield return Invariant(
            $"Recall {measured.Recall:0.00%} of {measured.True:N0} true pairs; {measured.Misses.Count:N0} missed.");
        foreach ((string name, IReadOnlyList<(int Level, double Recall)> at) in Recalls(measured))
        {
            yield return $"  {name,-10} " + string.Join("  ", at.Select(one => Invariant($"@{one.Level} {one.Recall:0.0%}")));
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<(int Level, double Recall)> At)> Recalls(CandidateEvaluation measured) =>
        measured.Sources.Select(source => (CandidateLines.NameOf(source.Source), source.At)).Append(("union", measured.Union));

    private static IEnumerable<(string Step, double Seconds)> Steps(CandidateReport report, TimeSpan? encoding) =>
        encoding is { } time ? report.Steps.Prepend(("encoding", time.TotalSeconds)) : report.Steps;

    private static object Figures(CandidateReport report, CandidateEvaluation? measured, TimeSpan? encoding) => new
    {
        report.Left,
        report.Right,
        report.Pairs,
        PairsPerListing = Math.Round(report.PairsPerListing, 2),
        BySource = report.BySource.ToDictionary(
            pair => CandidateLines.NameOf(pair.Key), pair => new { Pairs = pair.Value, Alone = report.OnlyBySource[pair.Key] }),
        Oversized = report.Oversized.Select(key => new
        {
            Kind = CandidateLines.NameOf(key.Key.Source), Key = key.Key.Text, key.Listings, key.Pairs, key.Kept,
        }),
        Seconds = Steps(report, encoding).ToDictionary(step => step.Step, step => Math.Round(step.Seconds, 2)),
        Truth = measured is null
            ? null
            : new
            {
                Pairs = measured.True,
                Missed = measured.Misses.Count,
                Recall = Math.Round(measured.Recall, 5),
                At = Recalls(measured).ToDictionary(
                    source => source.Name,
                    source => source.At.ToDictionary(
                        one => one.Level.ToString(CultureInfo.InvariantCulture), one => Math.Round(one.Recall, 5))),
            },
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
