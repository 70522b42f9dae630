namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

/// <summary>The recorded files, with the exchanges that the emulator does not reproduce and why.</summary>
internal static class TrafficFiles
{
    private const string AboutTheProcess = "figures of the machine and the process; no client of ours reads them";
    private const string WithoutItsPoints = "searches 30,000 points that were loaded before the recording and are not in it";

    public static readonly IReadOnlyList<TrafficFile> All =
    [
        new("a-collections", 71),
        new("a-collection-variants", 44),
        new("b-query", 73),
        new("b-query-batch-groups", 33),
        new("b-query-named-lookup", 27),
        new("b-query-quantized", 22) { HasExactScores = false }, // the server adds up integers, the emulator the values they represent
        new("b-query-384", 9),
        new("c-facet", 31),
        new("d-aliases", 62),
        new("e-updates", 89),
        new("f-errors", 79),
        new("f-auth", 52)
        {
            Options = new() { ApiKey = "<api-key>", ReadOnlyApiKey = "<read-only-api-key>" },
            LeftOut = Because(AboutTheProcess, "read-key-metrics", "read-key-telemetry"),
        },
        new("f-too-large", 6) { Options = new() { MaxRequestSize = 1024 * 1024 } },
        new("f-strict-mode", 49),
        new("f-rate-limit", 18),
        new("f-timeouts", 12),
        new("f-timeouts-read", 4) { LeftOut = Because(WithoutItsPoints, "count", "batch-timeout", "batch-quick", "query-after") },
        new("g-snapshots", 56) { Pace = TimeSpan.FromSeconds(1) },
        new("h-service", 36)
        {
            LeftOut = Because(
                AboutTheProcess, "telemetry-empty", "metrics-empty", "metrics", "metrics-per-collection", "telemetry",
                "telemetry-details-1",
                "telemetry-details-3", "telemetry-anonymized", "slow-requests"),
        },
        new("h-hardware", 7),
        new("i-states", 24),
        new("i-rebuild", 54),
    ];

    private static Dictionary<string, string> Because(string reason, params IEnumerable<string> names) =>
        names.ToDictionary(name => name, _ => reason);
}
