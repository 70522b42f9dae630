using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EpmRl.Retrieval.Telemetry;

/// <summary>The meter and the activity source of the engine and its adapters; docs/operations.md lists every metric and activity.</summary>
/// <remarks>
/// Labels take few values by construction: backends, kinds of operations, types of exceptions. No id of a listing, value, category or
/// customer is a label.
/// </remarks>
public static class RetrievalTelemetry
{
    /// <summary>Name of the <see cref="System.Diagnostics.Metrics.Meter"/> and of the <see cref="ActivitySource"/>.</summary>
    public const string Name = "EpmRl.Retrieval";

    internal const string BackendLabel = "epmrl.backend";
    internal const string CategoryLabel = "epmrl.category";
    internal const string ErrorLabel = "error.type";

    internal static readonly ActivitySource Activities = new(Name);
    internal static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> Listings =
        Meter.CreateCounter<long>("epmrl.identification.listings", "{listing}", "Listings identified.");
    internal static readonly Counter<long> Texts =
        Meter.CreateCounter<long>("epmrl.encoder.texts", "{text}", "Texts encoded, equal ones of a call once.");
    internal static readonly Counter<long> Tokens = Meter.CreateCounter<long>("epmrl.encoder.tokens", "{token}", "Tokens encoded.");
    internal static readonly Counter<long> IndexesOpened =
        Meter.CreateCounter<long>("epmrl.index.opened", "{version}", "Versions of an index opened.");
    internal static readonly Counter<long> IndexSwaps =
        Meter.CreateCounter<long>("epmrl.index.swaps", "{swap}", "Newer versions put in place of served ones.");
    internal static readonly Counter<long> IndexOpenFailures =
        Meter.CreateCounter<long>("epmrl.index.open_failures", "{failure}", "Versions that could not be opened or looked up.");

    internal static readonly Histogram<double> IdentificationDuration =
        Duration("epmrl.identification.duration", "Duration of a call that identifies listings.");
    internal static readonly Histogram<double> SearchDuration = Duration("epmrl.search.duration", "Duration of a search for values.");
    internal static readonly Histogram<double> EncoderDuration = Duration("epmrl.encoder.duration", "Duration of a call of the encoder.");
    internal static readonly Histogram<double> LeaseDuration =
        Duration("epmrl.index.lease.duration", "Time that a lease of an index version was held.");

    internal static Histogram<double> Duration(string name, string description) => Meter.CreateHistogram<double>(name, "s", description);
}
