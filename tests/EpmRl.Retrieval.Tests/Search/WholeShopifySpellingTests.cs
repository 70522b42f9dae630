using System.Diagnostics;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Search;

/// <summary>Search by spelling over a complete large public taxonomy: results, time and memory.</summary>
[Trait("Category", "Slow")]
public sealed class WholeShopifySpellingTests(ITestOutputHelper output)
{
    private const int Queries = 1000, Seed = 5;

    [Fact]
    public void Labels_with_a_typing_error_find_their_value_quickly()
    {
        ProductTaxonomy taxonomy =
            TaxonomyImporter.Import(TaxonomySourceFormat.Shopify, TestPaths.Shared("data", "shopify-taxonomy")).Taxonomy;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        var index = new SpellingIndex(taxonomy);
        TimeSpan filed = Stopwatch.GetElapsedTime(start);
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var random = new Random(Seed);
        string[] labels = [.. taxonomy.Attributes.SelectMany(attribute => attribute.Values).Select(value => value.Label)
            .Distinct(StringComparer.Ordinal)];
        var times = new List<double>();
        int first = 0, ten = 0, asked = 0;
        while (asked < Queries)
        {
            string label = labels[random.Next(labels.Length)];
            if (TypingErrors.Make(label, random) is not { } wrong)
            {
                continue;
            }

            asked++;
            start = Stopwatch.GetTimestamp();
            var found = index.Find(wrong, _ => true);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);

            // Several attributes have the label: any of them is right.
            string[] best = [.. found.OrderByDescending(hit => hit.Value.Score).Select(hit => hit.Key.Value.Label)
                .Distinct(StringComparer.Ordinal).Take(10)];
            first += best.Length > 0 && best[0] == label ? 1 : 0;
            ten += best.Contains(label) ? 1 : 0;
        }

        times.Sort();
        output.WriteLine(
            $"{index.Count:N0} spellings, {index.Words:N0} words, {held / 1e6:N0} MB, filed in {filed.TotalMilliseconds:N0} ms. {asked} "
                + $"labels with an error, seed {Seed}: " +
            $"{100.0 * first / asked:0.0} % first, {100.0 * ten / asked:0.0} % among ten; {times[asked / 2]:0.00} ms (p50), "
                + $"{times[asked * 99 / 100]:0.00} ms (p99).");
        Assert.True(ten >= 0.95 * asked, $"{ten} of {asked}");
        Assert.True(times[asked / 2] < 100, $"median {times[asked / 2]} ms");
        Assert.InRange(held, 0, 300_000_000);
    }
}
