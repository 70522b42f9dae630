using System.Diagnostics;
using System.Globalization;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Networks;

/// <summary>Speed of Gemma 3 270M with adapters of rank 16, all processors. Prints what it measures.</summary>
[Trait("Category", "Slow")]
public sealed class DecoderSpeedTests(ITestOutputHelper output)
{
    private const int PromptTokens = 120, Answers = 4, AnswerTokens = 50;
    private static readonly int Prompts = LongRun.Count(2, 8);

    [Fact]
    public void A_step_takes_a_few_forward_passes()
    {
        using Decoder decoder = Open();
        SharedPrompt[] groups = Groups(Prompts);
        PolicyExample[] batch = [.. groups.Select(group => new PolicyExample(group.Prompt, [.. group.Completions.Select(tokens =>
            new PolicyCompletion(tokens) { Weights = Filled(0.01f), Advantages = Filled(0.5f) })]))];
        using var trainer = new PolicyTrainer(decoder, new PolicyOptions());
        int tokens = Prompts * (PromptTokens + Answers * AnswerTokens);
        decoder.LogProbabilities(groups[..1], TestContext.Current.CancellationToken);
        (double Wall, double Processors) forward = Time(() => decoder.LogProbabilities(groups, TestContext.Current.CancellationToken));
        trainer.Step(batch[..1], 0, TestContext.Current.CancellationToken);
        (double Wall, double Processors) step = Time(() => trainer.Step(batch, 1e-5, TestContext.Current.CancellationToken));
        double ratio = step.Processors / forward.Processors;
        Print($"{tokens} tokens: forward {Rate(tokens, forward)}, step {Rate(tokens, step)}, ratio {ratio:F2}");
        Assert.InRange(ratio, 1, 5);
    }

    [Fact]
    public void Sampling_reads_the_weights_once_for_all_sequences()
    {
        using Decoder decoder = Open();
        foreach (int sequences in ((int[])[32, 8, 64]).Take(LongRun.Count(1, 3)))
        {
            Sample(decoder, sequences);
        }
    }

    private void Sample(Decoder decoder, int sequences)
    {
        int[][] prompts = [.. Groups(sequences / Answers).Select(group => group.Prompt)];
        DecoderSampling Sampling(int tokens) => new(Answers, 1, tokens, [], 1);
        decoder.Sample(prompts, Sampling(2), TestContext.Current.CancellationToken);
        (double Wall, double Processors) prompt = Time(() => decoder.Sample(prompts, Sampling(1), TestContext.Current.CancellationToken));
        (double Wall, double Processors) all = Time(() =>
             decoder.Sample(prompts, Sampling(AnswerTokens + 1), TestContext.Current.CancellationToken));
        (double Wall, double Processors) steps = (all.Wall - prompt.Wall, all.Processors - prompt.Processors);
        Print($"{sequences} sequences: prompts {Rate(sequences / Answers * PromptTokens, prompt)}, sampling "
            + $"{Rate(sequences * AnswerTokens, steps)}, a step {steps.Wall / AnswerTokens * 1000:F0} ms");
        Assert.True(steps.Wall > 0);
    }

    private static Decoder Open() => Decoder.Open(TestPaths.Shared("models", "gemma-3-270m-en"), new DecoderOptions());

    private static SharedPrompt[] Groups(int count)
    {
        var random = new Random(3);
        int[] Tokens(int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(500, 49_000))];
        return [.. Enumerable.Range(0, count).Select(_ => new SharedPrompt(
            [2, .. Tokens(PromptTokens - 1)], [.. Enumerable.Range(0, Answers).Select(_ => Tokens(AnswerTokens))]))];
    }

    private static float[] Filled(float number) => [.. Enumerable.Repeat(number, AnswerTokens)];

    // Seconds on the clock, and of all processors together: other programs lengthen the first only.
    private static (double Wall, double Processors) Time(Action action)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        action();
        process.Refresh();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (process.TotalProcessorTime - before).TotalSeconds);
    }

    private static string Rate(double tokens, (double Wall, double Processors) time) => string.Create(
        CultureInfo.InvariantCulture, $"{tokens / time.Wall:F0} tokens/s ({tokens / time.Processors:F0} per processor second)");

    private void Print(string text)
    {
        using Process process = Process.GetCurrentProcess();
        output.WriteLine(text + $", peak memory {process.PeakWorkingSet64 >> 20} MiB");
    }
}
