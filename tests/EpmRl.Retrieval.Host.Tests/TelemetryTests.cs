using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Indexing.Qdrant;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Host.Tests;

/// <summary>Holds docs/operations.md against what the engine and its adapters emit.</summary>
public sealed partial class TelemetryTests(SampleIndex sample)
{
    private static readonly Assembly[] Assemblies =
        [typeof(AttributeIdentifier).Assembly, typeof(OnnxTextEncoder).Assembly, typeof(QdrantOptions).Assembly];

    [Fact]
    public void The_documented_metrics_are_the_emitted_ones_with_their_units()
    {
        var found = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == RetrievalTelemetry.Name)
                {
                    found.Add($"{instrument.Name} {instrument.Unit}");
                }
            },
        };
        foreach (Type type in Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(
            type => type.Namespace?.StartsWith("EpmRl", StringComparison.Ordinal) == true
            && type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                .Any(field => typeof(Instrument).IsAssignableFrom(field.FieldType))))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        listener.Start();

        Assert.Equal(Documented("Metrics").Select(row => $"{row[0]} {row[1]}").Order(), found.Order());
    }

    [Fact]
    public async Task The_documented_activities_and_labels_are_the_emitted_ones()
    {
        var activities = new HashSet<string>();
        var labels = new HashSet<string>();
        using var activityListener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RetrievalTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => Add(activities, activity.OperationName),
        };
        ActivitySource.AddActivityListener(activityListener);
        using var meterListener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == RetrievalTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meterListener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => AddTags(instrument, tags));
        meterListener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => AddTags(instrument, tags));
        meterListener.Start();

        await using (ServiceProvider host = OutsideBackendTests.HostOf(builder => builder.AddEmbeddedIndex(sample.Folder)))
        {
            await host.GetRequiredService<AttributeIdentifier>().IdentifyAsync([new ProductProfile { Id = "1", Title = "Grey laptop" }]);
            await host.GetRequiredService<ValueSearch>().SearchAsync("grey");
            await Assert.ThrowsAsync<InvalidRequestException>(async () => await host.GetRequiredService<ValueSearch>().SearchAsync(" "));
        }

        var closed = new QdrantOptions { Address = new Uri("http://127.0.0.1:1"), GrpcPort = 1, IndexFolder = sample.Folder };
        using var unreachable = new CurrentQdrantIndex(closed);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2)); // time for a retry
        await Assert.ThrowsAnyAsync<Exception>(async () => await unreachable.AcquireAsync(patience.Token));

        Assert.Equal(Documented("Activities").Select(row => row[0]).Order(), activities.Order());
        HashSet<string> documented =
            [.. Documented("Metrics").SelectMany(row => Code().Matches(row[2]).Select(label => $"{row[0]} {label.Groups[1].Value}"))];
        Assert.Subset(documented, labels);
        Assert.Contains("epmrl.search.duration error.type", labels);
        Assert.Contains("epmrl.qdrant.call.duration epmrl.operation", labels);

        void AddTags(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                Add(labels, $"{instrument.Name} {tag.Key}");
            }
        }
    }

    [Fact]
    public void The_documented_log_events_are_the_emitted_ones_with_their_levels()
    {
        IEnumerable<string> found = Assemblies.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(message => $"{message.EventId} {message.EventName} {message.Level}");

        Assert.Equal(Documented("Log events").Select(row => $"{row[0]} {row[1]} {row[2]}").Order(), found.Order());
    }

    private static void Add(HashSet<string> set, string item)
    {
        lock (set)
        {
            set.Add(item);
        }
    }

    // The rows of the table below a heading, code marks of the first two cells taken off.
    private static IEnumerable<string[]> Documented(string heading) => File.ReadLines(Project.Path("docs", "operations.md"))
        .SkipWhile(line => line != "## " + heading)
        .Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))
        .Skip(1)
        .Select(line => line.Trim('|', ' ').Split(" | "))
        .Select(cells => (string[])[cells[0].Trim('`'), cells[1].Trim('`'), .. cells[2..]]);

    [GeneratedRegex("`([a-z.]+)`")]
    private static partial Regex Code();
}
