using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Tagging;

/// <summary>One run of <c>epmrl tag</c>: from a reader to a file, to stdout or to a person's eyes.</summary>
internal sealed record TagJob
{
    /// <summary>The file to write; null for stdout.</summary>
    public string? Output { get; init; }

    /// <summary>The file that lists bad rows; null for stderr.</summary>
    public string? Errors { get; init; }

    /// <summary>Whether the output goes on where an interrupted run left it.</summary>
    public bool Resume { get; init; }

    /// <summary>How many listings to tag; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>Listings that are encoded together, from 1 to 10,000.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Whether a person reads the results.</summary>
    public bool Table { get; init; }

    /// <summary>Sees the results of each batch as they are written; null for nobody.</summary>
    public Action<ListingBatch, IReadOnlyList<TagResult>>? Seen { get; init; }

    /// <summary>Refuses what cannot be, before any work.</summary>
    /// <exception cref="UsageException">Something cannot be.</exception>
    public void Check()
    {
        if (Resume && Output is null)
        {
            throw new UsageException("--resume needs --output <file>: what went to stdout cannot be read again.");
        }

        if (Batch is < 1 or > 10_000)
        {
            throw new UsageException($"--batch: expected 1 to 10000, found {Batch}.");
        }

        if (Limit < 0)
        {
            throw new UsageException($"--limit: expected 0 or more, found {Limit}.");
        }
    }

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        ProductReader reader,
        AttributeIdentifier identifier,
        string space,
        ProductTaxonomy taxonomy,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        using var bad = new BadRows(terminal, Errors);
        var batches = new BatchReader(reader, Batch, Limit, bad.Add);
        var totals = new TagTotals();
        using ResumedOutput? resumed = Resume ? new ResumedOutput(Output!, space, taxonomy.Version) : null;
        IAsyncEnumerable<ListingBatch> input = batches.ReadAsync(cancellationToken);
        Stream? stream = resumed is null && Output is not null
            ? new FileStream(Output, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1)
            : null;
        try
        {
            if (resumed is not null)
            {
                input = await SkipAsync(resumed, input.GetAsyncEnumerator(cancellationToken), cancellationToken);
                stream = resumed.CutOff();
                terminal.Say($"{resumed.KeptListings:N0} listings were done already.");
            }

            var output = new TagOutput(stream ?? terminal.OutputStream);
            var view = new TagView(terminal.People, taxonomy);
            bool shared = Table || (Output is null && terminal.OutputIsTerminal); // one screen for results and progress
            await WorkProgress.RunAsync(terminal, "listings", Limit, async progress =>
            {
                await new TagPipeline(identifier).RunAsync(input, WriteAsync, cancellationToken);
                return true;

                async Task WriteAsync(ListingBatch batch, IReadOnlyList<TagResult> results)
                {
                    if (Table)
                    {
                        for (int i = 0; i < results.Count; i++)
                        {
                            view.Show(batch.Profiles[i], results[i]);
                        }

                        terminal.Out.Flush();
                    }
                    else
                    {
                        await output.WriteAsync(batch, results);
                    }

                    totals.Add(results);
                    Seen?.Invoke(batch, results);
                    progress.Report(totals.Listings, batch.ReadShare);
                }
            }, shown: !shared);
        }
        catch (OperationCanceledException)
        {
            string next = Output is null ? "" : " Go on with --resume.";
            terminal.Say($"Stopped after {totals.Listings:N0} listings.{next}");
            throw;
        }
        finally
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }

        terminal.Say(totals.Describe());
        if (bad.Count == 0)
        {
            return ExitCodes.Ok;
        }

        terminal.Fail($"{bad.Describe()}.");
        return ExitCodes.BadRows;
    }

    // Passes over the batches that the output holds, and gives what is left.
    private static async Task<IAsyncEnumerable<ListingBatch>> SkipAsync(
        ResumedOutput output, IAsyncEnumerator<ListingBatch> input, CancellationToken cancellationToken)
    {
        while (await input.MoveNextAsync())
        {
            if (!await output.HoldsAsync(input.Current, cancellationToken))
            {
                return Rest();
            }
        }

        await output.EndsHereAsync(cancellationToken);
        await input.DisposeAsync();
        return AsyncEnumerable.Empty<ListingBatch>();

        async IAsyncEnumerable<ListingBatch> Rest()
        {
            await using (input)
            {
                do
                {
                    yield return input.Current;
                }
                while (await input.MoveNextAsync());
            }
        }
    }
}
