using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.LifeCycle;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>--dry-run</c>: the effects of a change, before it is made.</summary>
internal sealed class PreviewOptions
{
    private const int MostListings = 200;
    private const int MostShown = 15;
    private const int TimedPrompts = 256;

    private readonly Option<bool> dryRun =
        new("--dry-run") { Description = "Change nothing; show what would change, near duplicates, tags that would differ, and the cost." };
    private readonly Option<string?> listings = new("--listings")
    {
        Description = $"With --dry-run: tag the first {MostListings} listings of this file before and after.", HelpName = "file",
    };
    private readonly Option<double> near = new("--near")
    {
        Description = "With --dry-run: the cosine from which two labels of an attribute count as near duplicates.", HelpName = "cosine",
        DefaultValueFactory = _ => NearDuplicates.DefaultThreshold,
    };

    private readonly Option<bool> noEncoder =
        new("--no-encoder") { Description = "With --dry-run: differences only, without an encoder." };
    private readonly EncoderOptionSet encoders = new();
    private readonly LearnedOptionSet learned = new();

    public PreviewOptions(Command command)
    {
        command.Add(dryRun);
        command.Add(listings);
        command.Add(near);
        command.Add(noEncoder);
        encoders.AddTo(command);
        learned.AddTo(command);
    }

    public bool IsAsked(ParseResult parsed) => parsed.GetValue(dryRun);

    /// <summary>Shows what changes from one taxonomy to another.</summary>
    public async Task<int> ShowAsync(
        ParseResult parsed, ProductTaxonomy before, ProductTaxonomy after, bool json, Terminal terminal,
        CancellationToken cancellationToken)
    {
        TaxonomyDiff diff = TaxonomyDiff.Between(before, after);
        if (!json)
        {
            DiffView.Show(terminal.People, diff, most: 40);
            terminal.Out.Flush();
        }

        if (parsed.GetValue(noEncoder))
        {
            return Finish(null, null, null, null);
        }

        using ModelFolder model = learned.Open(parsed, encoders);
        ITextEncoder encoder = model.Encoder;
        PromptImpact impact = PromptImpact.Of(before, after, encoder.Space.Prompts);
        double? rate = await RateAsync(impact.New, encoder, cancellationToken);
        IReadOnlyList<NearDuplicate> duplicates =
            await NearDuplicates.FindAsync(after, encoder, NearDuplicates.ChangedBy(diff), parsed.GetValue(near), cancellationToken);
        TagComparisonResult? tags = null;
        if (parsed.GetValue(listings) is { } file)
        {
            using TemporaryFolder scratch = TemporaryFolder.Scratch();
            terminal.Say("Tagging the listings with both taxonomies …");
            tags = await TagComparison.RunAsync(
                before, after, await ReadAsync(file, cancellationToken), encoder, model.Identification, scratch["indexes"],
                cancellationToken);
        }

        return Finish(impact, rate, duplicates, tags);

        int Finish(PromptImpact? prompts, double? speed, IReadOnlyList<NearDuplicate>? pairs, TagComparisonResult? compared)
        {
            double? seconds = prompts is { New.Count: > 0 } && speed > 0 ? prompts.New.Count / speed.Value : null;
            if (json)
            {
                DiffView.WriteJson(terminal.Out, new
                {
                    Diff = DiffView.ForPrograms(diff),
                    Values = prompts is null ? null : new { prompts.Values.Before, prompts.Values.After },
                    Prompts = prompts is null
                        ? null
                        : new { prompts.Before, prompts.After, New = prompts.New.Count, PerSecond = speed, Seconds = seconds },
                    NearDuplicates = pairs,
                    Tags = compared,
                });
                return ExitCodes.Ok;
            }

            if (prompts is not null)
            {
                string cost = seconds is null ? "" : string.Create(
                    CultureInfo.InvariantCulture,
                    $", about {Durations.Short(TimeSpan.FromSeconds(Math.Max(1, seconds.Value)))} at the measured {speed:N0}/s");
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"Values in use: {prompts.Values.Before:N0} → {prompts.Values.After:N0}. Texts to encode: {prompts.New.Count:N0} of "
                        + $"{prompts.After:N0}{cost}."));
            }

            foreach (NearDuplicate pair in (pairs ?? []).Take(MostShown))
            {
                terminal.Warn(string.Create(CultureInfo.InvariantCulture,
                    $"{pair.Attribute}: '{pair.Label}' ({pair.Value}) and '{pair.OtherLabel}' ({pair.Other}) are similar, "
                        + $"cosine {pair.Cosine:0.000}. Merge them if they mean the same."));
            }

            if (compared is not null)
            {
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"Tags: {compared.Changed:N0} of {compared.Compared:N0} listings would be tagged "
                        + $"differently{(compared.LeftOut > 0 ? $"; {compared.LeftOut:N0} have no category in both taxonomies" : "")}."));
                foreach (TagChange change in compared.Changes.Take(MostShown))
                {
                    terminal.Out.WriteLine(
                        $"  {change.ListingId}  {change.Attribute}: {Or(change.Before)} → {Or(change.After)}   {change.Title}");
                }
            }

            terminal.Say("Nothing was changed.");
            return ExitCodes.Ok;
        }

        static string Or(string text) => text.Length > 0 ? text : "(none)";
    }

    // Texts per second once the model is warm; null where there is nothing to encode.
    private static async Task<double?> RateAsync(IReadOnlyList<string> prompts, ITextEncoder encoder, CancellationToken cancellationToken)
    {
        if (prompts.Count == 0)
        {
            return null;
        }

        string[] sample = [.. prompts.Take(TimedPrompts)];
        await encoder.EncodeAsync([.. sample.Take(8)], cancellationToken);
        // a handful of texts is too little to measure the speed
        string[] timed = sample.Length >= 64 ? sample : [.. Enumerable.Range(0, 64).Select(i => $"{sample[i % sample.Length]} {i}")];
        long start = Stopwatch.GetTimestamp();
        await encoder.EncodeAsync(timed, cancellationToken);
        return timed.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<IReadOnlyList<ProductProfile>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var read = new List<ProductProfile>();
        await using ProductReader reader = ProductReader.Open(file);
        await foreach (CatalogRow row in reader.ReadAsync(cancellationToken))
        {
            if (row.Profile is not null)
            {
                read.Add(row.Profile);
            }

            if (read.Count == MostListings)
            {
                break;
            }
        }

        return read.Count > 0 ? read : throw new UsageException($"{file} holds no listings.");
    }
}
