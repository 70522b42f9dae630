using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Networks;

public sealed class PolicyTrainerTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("policy").FullName;
    private readonly string folder;

    public PolicyTrainerTests() => folder = SmallGemma.Write(Path.Combine(root, "base"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Completions_of_a_shared_prompt_give_the_loss_and_gradients_of_separate_rows()
    {
        PolicyExample[] shared = Batch();
        PolicyExample[] apart = [.. shared.SelectMany(example => example.Completions.Select(c => new PolicyExample(example.Prompt, [c])))];
        (StepResult one, float[][] afterOne) = Step(shared, 10_000);
        (StepResult other, float[][] afterOther) = Step(apart, 10_000);
        AssertSame(one, other, afterOne, afterOther);
    }

    [Fact]
    public void Micro_batches_give_the_loss_and_gradients_of_one_batch()
    {
        PolicyExample[] batch = Batch();
        (StepResult one, float[][] afterOne) = Step(batch, 10_000);
        (StepResult other, float[][] afterOther) = Step(batch, 1);
        AssertSame(one, other, afterOne, afterOther);
    }

    [Fact]
    public void The_loss_is_the_sum_of_its_parts_computed_by_hand()
    {
        PolicyExample[] batch = Batch();
        using Decoder decoder = SmallGemma.Open(folder);
        SharedPrompt[] groups =
            [.. batch.Select(example => new SharedPrompt(example.Prompt, [.. example.Completions.Select(c => c.Tokens)]))];
        SharedPrompt[] before = [.. batch.Select(example => new SharedPrompt(
            example.Prompt, [.. example.Completions.Select(c => c.Tokens[..(c.Verdict?.Position ?? 0)])]))];
        float[][][] logs = decoder.LogProbabilities(groups, Cancellation), verdicts = decoder.VerdictLogProbabilities(before, Cancellation);
        double expected = 0;
        for (int i = 0; i < batch.Length; i++)
        {
            for (int k = 0; k < batch[i].Completions.Count; k++)
            {
                expected += LossOf(batch[i].Completions[k], logs[i][k], verdicts[i][k]);
            }
        }

        using var trainer = new PolicyTrainer(decoder, Options(10_000));
        Assert.Equal(expected, trainer.Step(batch, 0, Cancellation).Loss, 1e-4);
    }

    [Fact]
    public void The_gradient_of_a_verdict_equals_finite_differences()
    {
        using Decoder decoder = SmallGemma.Open(folder, new DecoderOptions { Type = DataType.Double });
        PolicyExample[] batch = [new([2, 5, 6], [new([7, 12, 3]) { Verdict = new VerdictTarget(1, [1, 0.5f, 0, 0.25f], 2) }])];
        using var trainer = new PolicyTrainer(decoder, Options(10_000));
        Parameter parameter = decoder.Parameters.Trainable.First(p => p.Name.Contains("v_proj.lora_B", StringComparison.Ordinal));
        float[] start = parameter.Read();
        const float h = 1e-3f;
        double LossAt(float shift)
        {
            parameter.Write([start[0] + shift, .. start[1..]]);
            return trainer.Step(batch, 0, Cancellation).Loss;
        }

        double above = LossAt(h), below = LossAt(-h);
        parameter.Write(start);
        var objective = new PolicyObjective(
            decoder.Network, SmallGemma.Verdicts, Options(1), DataType.Double, decoder.Configuration.HeadSize);
        using var forward = new ForwardSession(
            decoder.Parameters, decoder.Options.Compute, Gradients.Of(objective.Loss, [parameter.Tensor]));
        using var feeds = new Feeds();
        var rows = new DecoderBatch([new SharedPrompt(batch[0].Prompt, [batch[0].Completions[0].Tokens])], keepsLast: false);
        rows.Feed(feeds, objective.Texts, decoder.Tables, decoder.SlidingTables);
        new PolicyTargets(rows, batch).Feed(feeds, objective);
        Assert.Equal((above - below) / (2 * h), forward.Run(feeds)[0][0], 1e-5);
    }

    [Fact]
    public void Training_makes_taught_completions_probable()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        PolicyExample[] batch = [new([2, 5, 6], [new([30, 31, 3]) { Supervised = [1, 1, 1] }])];
        using var trainer = new PolicyTrainer(decoder, new PolicyOptions());
        double first = trainer.Step(batch, 1e-2, Cancellation).Loss;
        for (int i = 0; i < 80; i++)
        {
            trainer.Step(batch, 1e-2, Cancellation);
        }

        Assert.InRange(trainer.Step(batch, 0, Cancellation).Loss, 0, first / 5);
        Assert.Equal([30, 31, 3], decoder.Sample([[2, 5, 6]], new DecoderSampling(1, 0, 9, [[3]], 1), Cancellation)[0][0].Tokens);
        Assert.Equal(82 * 5, trainer.TokensTrained);
    }

    [Fact]
    public void A_token_sampled_by_the_policy_itself_moves_with_its_advantage()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        SharedPrompt[] text = [new([2, 5, 6], [[30], [40]])];
        float[][] before = decoder.LogProbabilities(text, Cancellation)[0];
        PolicyExample[] batch =
        [
            new([2, 5, 6], [new([30]) { Weights = [1], Advantages = [1] }, new([40]) { Weights = [1], Advantages = [-1] }]),
        ];
        using var trainer = new PolicyTrainer(decoder, new PolicyOptions());
        Assert.Equal(0, trainer.Step(batch, 1e-3, Cancellation).Loss, 1e-6); // both ratios are 1
        float[][] after = decoder.LogProbabilities(text, Cancellation)[0];
        Assert.True(after[0][0] > before[0][0]);
        Assert.True(after[1][0] < before[1][0]);
    }

    [Fact]
    public void A_resumed_trainer_continues_bit_for_bit()
    {
        PolicyExample[] batch = Batch();
        string state = Path.Combine(root, "state.safetensors");
        float[][] expected, resumed;
        using (Decoder decoder = SmallGemma.Open(folder))
        using (var trainer = new PolicyTrainer(decoder, Options(40)))
        {
            trainer.Step(batch, 1e-3, Cancellation);
            trainer.SaveState(state, Cancellation);
            trainer.Step(batch, 1e-3, Cancellation);
            expected = Adapters(decoder);
        }

        using (Decoder decoder = Decoder.Open(folder, new DecoderOptions
        {
            Rank = 4, Alpha = 8, Seed = 99, VerdictTokens = SmallGemma.Verdicts, Compute = new ComputeOptions { Threads = 1 },
        }))
        using (var trainer = new PolicyTrainer(decoder, Options(40)))
        {
            trainer.LoadState(state);
            Assert.Equal(1, trainer.Steps);
            trainer.Step(batch, 1e-3, Cancellation);
            resumed = Adapters(decoder);
        }

        Assert.Equal(expected, resumed);
        Assert.True(new FileInfo(state).Length < 3 * expected.Sum(array => array.Length * 4L) + 20_000); // no frozen weights
    }

    [Fact]
    public void A_cancelled_step_changes_nothing()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        using var trainer = new PolicyTrainer(decoder, Options(1));
        float[][] before = Adapters(decoder);
        Assert.Throws<OperationCanceledException>(() => trainer.Step(Batch(), 1, new CancellationToken(canceled: true)));
        Assert.Equal(before, Adapters(decoder));
        (StepResult alone, _) = Step(Batch(), 10_000);
        Assert.Equal(alone.Loss, trainer.Step(Batch(), 1e-3, Cancellation).Loss, 1e-4); // nothing was left over
    }

    [Fact]
    public void Arrays_of_another_length_than_the_tokens_are_refused()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        using var trainer = new PolicyTrainer(decoder, new PolicyOptions());
        var error = Assert.Throws<ArgumentException>(
            () => trainer.Step([new([2], [new([5, 6]) { Weights = [1] }])], 0, Cancellation));
        Assert.Contains("a completion of 2 tokens is given 1 numbers", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => trainer.Step([new([2], [new([5, 6]) { Verdict = new VerdictTarget(2, [1, 0, 0, 0], 1) }])], 0, Cancellation));
    }

    private static PolicyOptions Options(int maxTokens) => new() { Beta = 0.1, MaxTokens = maxTokens };

    // Prompts longer and shorter than the window, completions with every part of the loss.
    private static PolicyExample[] Batch()
    {
        float[] Spread(int count, double from, double step) => [.. Enumerable.Range(0, count).Select(i => (float)(from + step * i))];
        PolicyCompletion Completion(params int[] tokens) => new(tokens)
        {
            Supervised = Spread(tokens.Length, 0, 0.1), Weights = Spread(tokens.Length, 0.2, 0.05),
            Advantages = Spread(tokens.Length, 0.5, -0.3), Old = Spread(tokens.Length, -4, 0.3),
            Reference = Spread(tokens.Length, -4.5, 0.2),
        };
        return
        [
            new([2, 5, 6, 7, 8, 9, 10, 20, 21], [Completion(30, 31, 32, 12, 3), Completion(33, 3), Completion(34, 35, 36, 37, 38, 39, 40, 3)
                with { Verdict = new VerdictTarget(6, [1, 0, 0.5f, 0.2f], 1.5f) }]),
            new([2, 40], [Completion(50) with { Old = null }, Completion(51, 13, 3) with
            {
                Reference = null, Verdict = new VerdictTarget(1, [0, 1, 0.5f, 0], 0.7f),
            }]),
            new([2, 41, 42], [new([60, 11]) { Verdict = new VerdictTarget(1, [1, 0, 0, 0], 1) }]),
        ];
    }

    private static double LossOf(PolicyCompletion completion, float[] logs, float[] verdict)
    {
        double loss = 0;
        for (int t = 0; t < logs.Length; t++)
        {
            double ratio = Math.Exp(completion.Old is null ? 0 : logs[t] - completion.Old[t]);
            double difference = completion.Reference is null ? 0 : completion.Reference[t] - logs[t];
            double a = completion.Advantages?[t] ?? 0;
            double policy = Math.Min(ratio * a, Math.Clamp(ratio, 0.8, 1.2) * a) - 0.1 * (Math.Exp(difference) - difference - 1);
            loss -= (completion.Supervised?[t] ?? 0) * logs[t] + (completion.Weights?[t] ?? 0) * policy;
        }

        if (completion.Verdict is { } target)
        {
            double[] shares = [.. verdict.Select(log => Math.Exp(log))];
            loss -= target.Weight * shares.Zip(target.Values, (share, value) => share * value).Sum() / shares.Sum();
        }

        return loss;
    }

    private (StepResult Result, float[][] Adapters) Step(PolicyExample[] batch, int maxTokens)
    {
        using Decoder decoder = SmallGemma.Open(folder, new DecoderOptions { Type = DataType.Double });
        // A large epsilon makes the step proportional to the gradient, so that its rounding is not blown up.
        using var trainer = new PolicyTrainer(decoder, Options(maxTokens) with { Optimizer = new AdamWOptions { Epsilon = 1 } });
        StepResult result = trainer.Step(batch, 1, Cancellation);
        return (result, Adapters(decoder));
    }

    private static void AssertSame(StepResult one, StepResult other, float[][] afterOne, float[][] afterOther)
    {
        Assert.Equal(one.Loss, other.Loss, 1e-9);
        Assert.Equal(one.GradientNorm, other.GradientNorm, 1e-9);
        double largest = afterOne.Zip(afterOther, (a, b) => a.Zip(b, (x, y) => (double)Math.Abs(x - y)).Max()).Max();
        Assert.True(largest <= 1e-6, $"largest difference {largest:G3}");
    }

    private static float[][] Adapters(Decoder decoder) => [.. decoder.Parameters.Trainable.Select(parameter => parameter.Read())];
}
