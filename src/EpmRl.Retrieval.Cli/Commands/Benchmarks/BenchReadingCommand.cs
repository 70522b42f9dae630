using System.CommandLine;
using System.Diagnostics;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl bench reading</c>: the speed and memory of reading a file of listings.</summary>
internal static class BenchReadingCommand
{
    private const int RowsBetween = 10_000; // rows between two readings of the memory

    public static Command Create()
    {
        Option<string> input = CommonOptions.Input();
        var command = new CliCommand("reading", "Read a file of listings as tag does, without tagging, and print rows a second and memory.")
        {
            Examples = ["epmrl bench reading --input feed.csv", "epmrl bench reading --input feed.parquet"],
        };
        command.Add(input);
        var reading = new ReadingOptions(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            await using ProductReader reader = reading.Open(parsed, parsed.GetRequiredValue(input), terminal);
            long rows = 0, bad = 0, early = 0, middle = 0, peak = 0;
            long start = TimeProvider.System.GetTimestamp();
            await foreach (CatalogRow row in reader.ReadAsync(cancellationToken))
            {
                rows++;
                bad += row.Error is null ? 0 : 1;
                if (rows % RowsBetween == 0)
                {
                    long now = Environment.WorkingSet;
                    early = reader.ReadShare is null or <= 0.1 || early == 0 ? Math.Max(early, now) : early;
                    middle = reader.ReadShare is null or <= 0.5 || middle == 0 ? Math.Max(middle, now) : middle;
                    peak = Math.Max(peak, now);
                }
            }

            double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            peak = Math.Max(peak, Environment.WorkingSet);
            string read = FormattableString.Invariant(
                $"{rows:N0} rows in {seconds:0.00} s: {rows / Math.Max(seconds, 1e-3):N0} rows/s; {bad:N0} bad rows");
            string memory = FormattableString.Invariant(
                $"{early / 1048576.0:0} MB in the first tenth, {middle / 1048576.0:0} MB in the first half, {peak / 1048576.0:0} MB");
            terminal.Out.WriteLine($"{read}; memory {memory} in all.");
            return ExitCodes.Ok;
        });
    }
}
