using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Server;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl bench serve</c>: how fast the service answers, and what it does when too much is asked.</summary>
internal static class BenchServeCommand
{
    public static Command Create()
    {
        var settings = new ServeOptionSet();
        var input = new Option<string?>("--input", "-i") { Description = "Listings to send. [default: the sample's]", HelpName = "file" };
        var seconds = new Option<int>("--seconds") { Description = "Length of each load.", HelpName = "n", DefaultValueFactory = _ => 10 };
        var overload = new Option<double>("--overload")
        {
            Description = "Rate of the open loop, as a multiple of the best closed one; 0 for no open loop.",
            HelpName = "n",
            DefaultValueFactory = _ => 10,
        };
        var typists = new Option<int>("--typists")
        {
            Description = "People who search values while they type; 0 for none.", HelpName = "n", DefaultValueFactory = _ => 8,
        };
        var soak = new Option<int>("--soak")
        {
            Description = "Minutes of further load whose resident memory is printed; 0 for none.", HelpName = "minutes",
        };
        Option<bool> json = CommonOptions.Json();
        foreach (Option<int> option in (Option<int>[])[seconds, typists, soak])
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() < (option == seconds ? 1 : 0))
                {
                    result.AddError($"{option.Name}: expected {(option == seconds ? 1 : 0)} or more.");
                }
            });
        }

        var command = new CliCommand(
            "serve", "Time the service on loopback against its own encoder: closed loops, an open loop beyond its rate, and value search.")
        {
            Examples = ["epmrl bench serve --index indexes/sample",
                "epmrl bench serve --index indexes/mine --input feed.jsonl --seconds 30"],
        };
        settings.AddTo(command);
        foreach (Option option in (Option[])[input, seconds, overload, typists, soak, json])
        {
            command.Add(option);
        }

        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string file = parsed.GetValue(input) ?? Shipped.Find("samples/products.jsonl")
                ?? throw new UsageException("--input: the sample is neither here nor beside the program. Name a file of listings.");
            List<ProductProfile> listings = await ReadAsync(file, cancellationToken);
            TimeSpan duration = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            using var folder = TemporaryFolder.Scratch();
            (ServerOptions options, _) = settings.Load(parsed, terminal);
            (options.Urls, options.DataFolder) = ("http://127.0.0.1:0", folder.Path);
            await using WebApplication app =
                RetrievalServer.Build(options, configure: builder => builder.Logging.SetMinimumLevel(LogLevel.Error));
            await app.StartAsync(cancellationToken);
            var engines = app.Services.GetRequiredService<EngineHost>();
            while (!engines.IsReady)
            {
                await Task.Delay(50, cancellationToken);
                if (engines.Failure is { } failure)
                {
                    throw failure;
                }
            }

            var address = new Uri(app.Urls.First());
            var figures = new List<Row>();
            terminal.Say("Measuring the encoder alone …");
            (double encoder, double engine) =
                await WithoutServiceAsync(engines, options.Limits.MaxBatchTokens, listings, duration, cancellationToken);
            figures.Add(new Row("encoder alone", encoder, null));
            figures.Add(new Row("identify, without HTTP", engine, null));
            var identify = new ServiceLoad(address, [.. listings.Select(Identify)]);
            await identify.ClosedLoopAsync(64, TimeSpan.FromSeconds(2), pause: null, cancellationToken); // compiles what requests need
            double best = 0;
            foreach (int connections in (int[])[1, 8, 64, 256])
            {
                terminal.Say($"Measuring {connections} connections …");
                LoadResult result = await identify.ClosedLoopAsync(connections, duration, pause: null, cancellationToken);
                figures.Add(new Row($"identify, {result.Name}", result.PerSecond, result));
                best = Math.Max(best, result.PerSecond);
            }

            if (parsed.GetValue(overload) is > 0 and var times)
            {
                terminal.Say($"Measuring {times:0.#} times the best rate …");
                LoadResult result = await identify.OpenLoopAsync(best * times, duration, 4_096, cancellationToken);
                figures.Add(new Row($"identify, {result.Name}", result.PerSecond, result));
            }

            if (parsed.GetValue(typists) is > 0 and var people)
            {
                terminal.Say($"Measuring {people} people who type …");
                var search = new ServiceLoad(address, [.. Typed(listings)]);
                await search.ClosedLoopAsync(people, TimeSpan.FromSeconds(2), pause: null, cancellationToken);
                LoadResult result = await search.ClosedLoopAsync(people, duration, TimeSpan.FromMilliseconds(150), cancellationToken);
                figures.Add(new Row($"value search, {people} typing", result.PerSecond, result));
            }

            Print(figures, encoder, parsed.GetValue(json), terminal);
            for (int minute = 1; minute <= parsed.GetValue(soak); minute++)
            {
                await identify.ClosedLoopAsync(64, TimeSpan.FromMinutes(1), pause: null, cancellationToken);
                terminal.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                        $"minute {minute}: {Process.GetCurrentProcess().WorkingSet64 / 1048576.0:0.0} MiB resident"));
                terminal.Out.Flush();
            }

            await app.StopAsync(CancellationToken.None);
            return ExitCodes.Ok;
        });
    }

    private static async Task<List<ProductProfile>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var listings = new List<ProductProfile>();
        await using ProductReader reader = ProductReader.Open(file);
        await foreach (CatalogRow row in reader.ReadAsync(cancellationToken))
        {
            if (row.Profile is { } listing)
            {
                listings.Add(listing);
            }

            if (listings.Count == 5_000)
            {
                break;
            }
        }

        return listings.Count > 0 ? listings : throw new UsageException($"--input: {file} holds no listing.");
    }

    private static byte[] Identify(ProductProfile listing) => LoadConnection.Request(
        "POST", "/v1/identify",
        JsonSerializer.Serialize(new { id = listing.Id, title = listing.Title, description = listing.Description,
            category = listing.Category }));

    // Each title's first words, letter by letter, as a person types them.
    private static IEnumerable<byte[]> Typed(IReadOnlyList<ProductProfile> listings)
    {
        foreach (ProductProfile listing in listings.Take(200))
        {
            string words = string.Join(' ', listing.Title.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeLast(2));
            for (int i = 2; i <= Math.Min(words.Length, 16); i++)
            {
                yield return LoadConnection.Request("GET", $"/v1/values/search?q={Uri.EscapeDataString(words[..i])}", null);
            }
        }
    }

    // The same listings without HTTP and queue, in batches of the size that a full queue gives: the encoder alone, which no service can
    // exceed, and the engine, which also decides the attributes of one batch while it encodes the next.
    private static async Task<(double Encoder, double Engine)> WithoutServiceAsync(
        EngineHost engines, int maxBatchTokens, IReadOnlyList<ProductProfile> listings, TimeSpan duration,
        CancellationToken cancellationToken)
    {
        using EngineLease lease = engines.Acquire();
        AttributeIdentifier identifier = lease.Engine.Catalogs.First().IdentifierOver(lease.Engine.Encoder);
        List<ProductProfile[]> batches = [.. Batches()];
        await identifier.IdentifyAsync(batches[0], cancellationToken); // prepares it
        long started = Stopwatch.GetTimestamp(), count = 0;
        for (int i = 0; Stopwatch.GetElapsedTime(started) < duration; i++)
        {
            ProductProfile[] batch = batches[i % batches.Count];
            await identifier.EncodeAsync(batch, cancellationToken);
            count += batch.Length;
        }

        double encoder = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        (started, count) = (Stopwatch.GetTimestamp(), 0);
        await foreach ((ProductProfile[] batch, _) in identifier.IdentifyBatchesAsync(RepeatAsync(), batch => batch, cancellationToken))
        {
            count += batch.Length;
        }

        return (encoder, count / Stopwatch.GetElapsedTime(started).TotalSeconds);

        IEnumerable<ProductProfile[]> Batches()
        {
            var batch = new List<ProductProfile>();
            int tokens = 0;
            foreach (ProductProfile listing in listings)
            {
                batch.Add(listing);
                tokens += lease.Engine.Queue.CostOf(lease.Engine.Space.Prompts.ForItem(listing));
                if (tokens >= maxBatchTokens)
                {
                    yield return [.. batch];
                    batch.Clear();
                    tokens = 0;
                }
            }

            if (batch.Count > 0)
            {
                yield return [.. batch];
            }
        }

        async IAsyncEnumerable<ProductProfile[]> RepeatAsync()
        {
            for (int i = 0; Stopwatch.GetElapsedTime(started) < duration; i++)
            {
                yield return batches[i % batches.Count];
            }

            await Task.CompletedTask;
        }
    }

    private static void Print(IReadOnlyList<Row> figures, double encoder, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(figures.Select(figure => new
            {
                name = figure.Name,
                per_second = Math.Round(figure.PerSecond, 1),
                of_encoder = figure.Name.StartsWith("identify", StringComparison.Ordinal) ? Math.Round(figure.PerSecond / encoder, 3)
                    : (double?)null,
                p50_ms = Milliseconds(figure.Load, 0.5),
                p99_ms = Milliseconds(figure.Load, 0.99),
                refused = figure.Load?.Refused,
                failed = figure.Load?.Failed,
                not_sent = figure.Load?.NotSent,
            })));
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string column in (string[])["load", "answered a second", "of the encoder", "p50 ms", "p99 ms", "429", "failed",
            "not sent"])
        {
            table.AddColumn(column);
        }

        foreach (Row figure in figures)
        {
            table.AddRow(
                Markup.Escape(figure.Name), Text(figure.PerSecond, "0.0"),
                figure.Name.StartsWith("identify", StringComparison.Ordinal) ? Text(figure.PerSecond / encoder, "0 %") : "",
                Text(Milliseconds(figure.Load, 0.5), "0.0"), Text(Milliseconds(figure.Load, 0.99), "0.0"),
                Text(figure.Load?.Refused, "0"), Text(figure.Load?.Failed, "0"), Text(figure.Load?.NotSent, "0"));
        }

        terminal.People.Write(table);
    }

    private static double? Milliseconds(LoadResult? load, double share) =>
        load is null || double.IsNaN(load.Quantile(share)) ? null : Math.Round(load.Quantile(share) * 1000, 2);

    private static string Text(double? number, string format) => number?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private sealed record Row(string Name, double PerSecond, LoadResult? Load);
}
