using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Matching.GenAI;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Generative;

[Trait("Category", "Slow")]
public sealed class GenAIGeneratorTests : IClassFixture<GenAIGeneratorTests.SharedModel>
{
    private readonly SharedModel model;
    private readonly ITestOutputHelper output;

    public GenAIGeneratorTests(SharedModel model, ITestOutputHelper output) => (this.model, this.output) = (model, output);

    [Fact]
    public async Task Guided_answers_of_an_untuned_model_follow_the_form_and_every_quote_verifies()
    {
        var matcher = new GenerativeMatcher(model.Generator, new GenerativeOptions { MaxTokens = 120 });
        string words = string.Join(' ', Enumerable.Range(0, 80).Select(i => $"w{i}"));
        ListingPair pair = new(
            SmallListings.Described("1", "Norvik \"Alto\" 5.5 in. | 64GB (black) \\ é", words), SmallListings.Of("2", "Alto 128 GB"));

        PairDecision decision = Assert.Single(await matcher.DecideAsync([pair]));

        output.WriteLine($"{decision}\n{string.Join("\n", decision.Reasons)}\n{matcher.Usage}");
        Assert.Equal((0, 0), (matcher.Usage.Malformed, model.Generator.GrammarFailures));
        Assert.NotEqual(MatchVerdict.Unsure, decision.Verdict);
        Assert.All(decision.Reasons, reason => Assert.True(reason.SpanA is not null || reason.SpanB is not null));
        Assert.False(decision.IsEstimated);
        Assert.InRange(decision.Probability, 1e-6, 1 - 1e-6);
    }

    [Fact]
    public async Task Samples_keep_tokens_and_log_probabilities_and_repeat_with_their_seed()
    {
        var prompt = new GenerationPrompt("Colors: red, green,", [], "blue,");
        var options = new SamplingOptions { Temperature = 1, Seed = 5, MaxTokens = 6, Samples = 3, Watched = [" red", " green"] };

        IReadOnlyList<Completion> first = await model.Generator.SampleAsync(prompt, options);
        IReadOnlyList<Completion> again = await model.Generator.SampleAsync(prompt, options);

        Assert.Equal(first.Select(sample => sample.Text), again.Select(sample => sample.Text));
        Assert.True(first.Select(sample => sample.Text).Distinct().Count() > 1);
        foreach (CompletionToken token in first.SelectMany(sample => sample.Tokens))
        {
            Assert.NotNull(token.Id);
            Assert.InRange(token.LogProbability, -40, 0);
            Assert.Equal(2, token.Alternatives.Count);
        }

        foreach (Completion sample in first.Where(sample => sample.Tokens.Count == 6))
        {
            Assert.Equal(sample.Text, string.Concat(sample.Tokens.Select(token => token.Text)));
        }
    }

    [Fact]
    public async Task A_score_is_the_sum_of_the_log_probabilities_of_the_tokens_sampled()
    {
        var prompt = new GenerationPrompt("Colors: red, green, blue,", [], "one, two, three,");
        Completion greedy = (await model.Generator.SampleAsync(prompt, new SamplingOptions { MaxTokens = 4 }))[0];

        IReadOnlyList<double>? scores = await model.Generator.ScoreAsync(prompt, "", [greedy.Text, " banana banana"]);

        double sampled = greedy.Tokens.Sum(token => token.LogProbability);
        output.WriteLine($"'{greedy.Text}' sampled {sampled}, scored {string.Join(", ", scores!)}");
        Assert.Equal(sampled, scores![0], 0.5); // 8-bit activations: one pass and four differ a little
        Assert.True(scores[0] > scores[1] + 1);
    }

    [Fact]
    public async Task Cancelling_ends_an_answer()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => model.Generator.SampleAsync(new GenerationPrompt("a", [], "b"), new SamplingOptions(), cancelled.Token));
    }

    [Fact]
    public void A_prompt_beyond_the_context_does_not_fit()
    {
        var prompt = new GenerationPrompt(string.Join(' ', Enumerable.Repeat("word", 9000)), [], "");

        Assert.False(model.Generator.Fits(prompt, 10));
        Assert.True(model.Generator.Fits(new GenerationPrompt("word", [], ""), 10));
    }

    [Fact]
    public void Native_telemetry_is_off_before_the_library_is_used()
    {
        Assert.NotNull(model.Generator);
        Assert.Equal("1", Environment.GetEnvironmentVariable(NativeTelemetry.Variable));
    }

    [Fact]
    public void A_folder_that_is_no_model_is_refused_with_what_it_lacks()
    {
        using var folder = new ScratchFolder();

        Assert.Contains("genai_config.json", Refused(), StringComparison.Ordinal);
        folder.Write("genai_config.json", "{");
        Assert.Contains("genai_config.json", Refused(), StringComparison.Ordinal);
        folder.Write("genai_config.json", "{\"model\":{\"context_length\":10,\"decoder\":{\"filename\":\"model.onnx\"}}}");
        Assert.Contains("model.onnx", Refused(), StringComparison.Ordinal);

        string Refused() => Assert.Throws<ModelFormatException>(() => GenAIGenerator.Open(folder.Path)).Message;
    }

    /// <summary>The test model, opened once; tests that need it are skipped where it is absent.</summary>
    public sealed class SharedModel : IDisposable
    {
        private GenAIGenerator? opened;

        internal GenAIGenerator Generator =>
            opened ??= GenAIGenerator.Open(TestPaths.Shared("models", "gemma-3-270m-en"), new GenAIOptions(2));

        public void Dispose() => opened?.Dispose();
    }
}
