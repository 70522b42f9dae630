using System.Globalization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching.GenAI;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Generative;

/// <summary>
/// Measures the untuned test model on labelled pairs: form, quotes, time and tokens, with and without guidance. It runs only where
/// <c>EPMRL_GENERATIVE_PAIRS</c> names a folder of <c>tableA.csv</c>, <c>tableB.csv</c> and <c>valid.csv</c>;
/// <c>EPMRL_GENERATIVE_COUNT</c> is the number of pairs.
/// </summary>
[Trait("Category", "Slow")]
public sealed class GenerativeMeasurementTests(ITestOutputHelper output)
{
    private const int Pairs = 60;

    [Fact]
    public async Task Figures_of_the_test_model_with_and_without_guidance()
    {
        string? folder = Environment.GetEnvironmentVariable("EPMRL_GENERATIVE_PAIRS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "A measurement of minutes: EPMRL_GENERATIVE_PAIRS names no folder of pairs.");
        int count = int.Parse(Environment.GetEnvironmentVariable("EPMRL_GENERATIVE_COUNT") ?? $"{Pairs}", CultureInfo.InvariantCulture);
        ListingTable a = await ReadAsync(Path.Combine(folder, "tableA.csv"));
        ListingTable b = await ReadAsync(Path.Combine(folder, "tableB.csv"));
        (ListingPair Pair, bool IsSame)[] labelled =
        [
            .. File.ReadLines(Path.Combine(folder, "valid.csv")).Skip(1).Select(line => line.Split(',')).Take(count)
                .Select(cells => (new ListingPair(Listing(a, cells[0]), Listing(b, cells[1])), cells[2] == "1")),
        ];
        using GenAIGenerator generator = GenAIGenerator.Open(TestPaths.Shared("models", "gemma-3-270m-en"), new GenAIOptions(2));
        foreach (bool guided in (bool[])[true, false])
        {
            var counted = new CountingGenerator(generator);
            var matcher = new GenerativeMatcher(counted, new GenerativeOptions { IsGuided = guided, MaxTokens = 160 });
            int asked = guided ? labelled.Length : labelled.Length / 2; // without guidance answers run to their limit, twice
            IReadOnlyList<PairDecision> decisions = await matcher.DecideAsync([.. labelled.Take(asked).Select(pair => pair.Pair)]);
            GenerativeUsage usage = matcher.Usage;
            (int quotes, int verified) = counted.Quotes;
            Write($"guided {guided}: {usage}");
            Write($"answers that follow the form {Share(usage.Calls - usage.Malformed, usage.Calls)}, quotes of those that verify "
                + $"{Share(verified, quotes)}, pairs decided {Share(usage.Pairs - usage.Unsure, usage.Pairs)}");
            Write(string.Create(CultureInfo.InvariantCulture,
                $"per 1,000 pairs: {usage.Seconds / usage.Pairs * 1000:F0} s, "
                    + $"{usage.PromptTokens * 1000.0 / usage.Pairs:F0} prompt tokens, "
                    + $"{usage.CompletionTokens * 1000.0 / usage.Pairs:F0} answer tokens"));
            foreach (IGrouping<(MatchVerdict, bool), PairDecision> group in decisions.Zip(labelled)
                .GroupBy(pair => (pair.First.Verdict, pair.Second.IsSame), pair => pair.First))
            {
                Write($"{group.Key}: {group.Count()}, mean probability of same {group.Average(decision => decision.Probability):F3}");
            }

            Write($"grammar failures {generator.GrammarFailures}");
            Write(counted.First);
        }
    }

    private static string Share(int part, int all) => string.Create(CultureInfo.InvariantCulture, $"{part} of {all}");

    private static ProductProfile Listing(ListingTable table, string id) =>
        table.TryFind(id, out int position) ? table.Listings[position] : throw new InvalidDataException($"No listing '{id}'.");

    private static async Task<ListingTable> ReadAsync(string path)
    {
        await using ProductReader reader = ProductReader.Open(path);
        return await ListingTable.ReadAsync(reader, _ => { });
    }

    private void Write(string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }

    /// <summary>Counts the quotes of well-formed answers, each against the block it was shown with.</summary>
    private sealed class CountingGenerator(IGenerator inner) : IGenerator
    {
        public (int All, int Verified) Quotes { get; private set; }

        public string First { get; private set; } = "";

        public string Model => inner.Model;

        public AnswerForm Form => inner.Form;

        public int Concurrency => inner.Concurrency;

        public bool Fits(GenerationPrompt prompt, int newTokens) => inner.Fits(prompt, newTokens);

        public async Task<IReadOnlyList<Completion>> SampleAsync(
            GenerationPrompt prompt, SamplingOptions options, CancellationToken cancellationToken = default)
        {
            IReadOnlyList<Completion> completions = await inner.SampleAsync(prompt, options, cancellationToken);
            if (First.Length == 0)
            {
                First = prompt.Question + "\n" + completions[0].Text;
            }

            string[] blocks = prompt.Question.Split("</listing a>");
            QuoteText a = QuoteText.Of(blocks[0]), b = QuoteText.Of(blocks[1]);
            if (Form.TryParse(completions[0].Text, MatchPrompt.Shipped.Aspects, out Answer? answer, out _))
            {
                (QuoteText Listing, string? Quote)[] quotes =
                [
                    .. answer.Claims.SelectMany(claim => new[] { (a, claim.QuoteA), (b, claim.QuoteB) })
                        .Where(pair => pair.Item2 is not null),
                ];
                Quotes = (
                    Quotes.All + quotes.Length,
                    Quotes.Verified + quotes.Count(pair => pair.Listing.Find(QuoteText.Of(pair.Quote!)) is not null));
            }

            return completions;
        }

        public Task<IReadOnlyList<double>?> ScoreAsync(
            GenerationPrompt prompt, string given, IReadOnlyList<string> continuations, CancellationToken cancellationToken = default) =>
            inner.ScoreAsync(prompt, given, continuations, cancellationToken);

        public void Dispose()
        {
        }
    }
}
