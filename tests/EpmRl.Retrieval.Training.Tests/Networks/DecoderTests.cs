using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Networks;

public sealed class DecoderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("decoder").FullName;
    private readonly string folder;

    public DecoderTests() => folder = SmallGemma.Write(Path.Combine(root, "base"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Sampled_log_probabilities_equal_those_of_reading_the_same_tokens()
    {
        using Decoder decoder = SmallGemma.Open(folder, new DecoderOptions { MaxSequences = 12 });
        int[][] prompts = [[2, 5, 6, 7, 8, 9, 10, 20, 21], [2, 30], [2, 40, 41, 42]]; // the first is longer than the window
        var sampled = decoder.Sample(prompts, new DecoderSampling(4, 1, 40, [[3], [50]], 5), Cancellation);
        SharedPrompt[] groups = [.. prompts.Select((prompt, i) => new SharedPrompt(prompt, [.. sampled[i].Select(s => s.Tokens)]))];
        float[][][] read = decoder.LogProbabilities(groups, Cancellation);
        Assert.Contains(sampled.SelectMany(group => group), sample => sample.IsFinished);
        Assert.True(sampled.SelectMany(group => group).Select(sample => sample.Tokens.Length).Distinct().Count() > 3);
        for (int i = 0; i < prompts.Length; i++)
        {
            for (int k = 0; k < sampled[i].Count; k++)
            {
                AssertClose(sampled[i][k].LogProbabilities, read[i][k], 1e-4f);
            }
        }
    }

    [Fact]
    public void Sampled_verdict_log_probabilities_equal_those_of_reading_the_text_before()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        int[] prompt = [2, 5, 6, 7];
        SampledCompletion sample = decoder.Sample([prompt], new DecoderSampling(1, 1, 12, [], 5), Cancellation)[0][0];
        int[][] prefixes = [.. Enumerable.Range(0, sample.Tokens.Length).Select(length => sample.Tokens[..length])];
        float[][] read = decoder.VerdictLogProbabilities([new SharedPrompt(prompt, prefixes)], Cancellation)[0];
        for (int i = 0; i < prefixes.Length; i++)
        {
            AssertClose(sample.VerdictLogProbabilities[i], read[i], 1e-4f);
        }
    }

    [Fact]
    public void A_cued_completion_begins_with_the_cue_ends_after_a_word_and_changes_no_other()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        int[][] prompts = [[2, 5, 6, 7], [2, 30]];
        var sampling = new DecoderSampling(2, 1, 12, [[3]], 5);
        int[] cue = [8, 9];

        IReadOnlyList<IReadOnlyList<SampledCompletion>> sampled = decoder.Sample(prompts, sampling with { Cue = cue }, Cancellation);

        float[][][] read =
            decoder.VerdictLogProbabilities([.. prompts.Select(prompt => new SharedPrompt(prompt, [cue]))], Cancellation);
        IReadOnlyList<IReadOnlyList<SampledCompletion>> alone = decoder.Sample(prompts, sampling, Cancellation);
        for (int i = 0; i < prompts.Length; i++)
        {
            Assert.Equal(alone[i].Select(one => one.Tokens), sampled[i].Take(2).Select(one => one.Tokens));
            Assert.Equal(cue, sampled[i][2].Tokens[..2]);
            Assert.Equal(3, sampled[i][2].Tokens.Length);
            AssertClose(sampled[i][2].VerdictLogProbabilities[2], read[i][0], 1e-4f);
        }
    }

    [Fact]
    public void A_sequence_is_the_same_alone_and_beside_others()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        var sampling = new DecoderSampling(3, 0.8, 15, [[3]], 9);
        int[][] prompts = [[2, 5, 6], [2, 30, 31, 32, 33], [2, 40]];
        int[] alone = decoder.Sample(prompts[..1], sampling, Cancellation)[0][2].Tokens;
        Assert.Equal(alone, decoder.Sample(prompts, sampling, Cancellation)[0][2].Tokens);
        Assert.NotEqual(alone, decoder.Sample(prompts[..1], sampling with { Seed = 10 }, Cancellation)[0][2].Tokens);
        using Decoder narrow = SmallGemma.Open(folder, new DecoderOptions { MaxSequences = 3 });
        Assert.Equal(alone, narrow.Sample(prompts, sampling, Cancellation)[0][2].Tokens);
    }

    [Fact]
    public void Temperature_zero_takes_the_most_probable_token_at_every_step()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        int[] prompt = [2, 5, 6];
        int[] greedy = decoder.Sample([prompt], new DecoderSampling(1, 0, 6, [], 1), Cancellation)[0][0].Tokens;
        for (int i = 0; i < greedy.Length; i++)
        {
            int[][] each = [.. Enumerable.Range(0, SmallGemma.Words).Select(word => (int[])[.. greedy[..i], word])];
            float[][] all = decoder.LogProbabilities([new SharedPrompt(prompt, each)], Cancellation)[0];
            Assert.Equal(all.Max(row => row[i]), all[greedy[i]][i], 1e-5f);
        }
    }

    [Fact]
    public void A_stop_of_several_tokens_ends_a_completion_that_contains_it()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        int[] free = decoder.Sample([[2, 5]], new DecoderSampling(1, 1, 20, [], 3), Cancellation)[0][0].Tokens;
        SampledCompletion stopped = decoder.Sample([[2, 5]], new DecoderSampling(1, 1, 20, [free[6..8]], 3), Cancellation)[0][0];
        Assert.True(stopped.IsFinished);
        Assert.Equal(free[..stopped.Tokens.Length], stopped.Tokens);
        Assert.Equal(free[6..8], stopped.Tokens[^2..]);
    }

    [Fact]
    public void Probabilities_of_all_words_sum_to_one()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        int[][] each = [.. Enumerable.Range(0, SmallGemma.Words).Select(word => (int[])[word])];
        float[][] all = decoder.LogProbabilities([new SharedPrompt([2, 5, 6], each)], Cancellation)[0];
        Assert.Equal(1, all.Sum(row => Math.Exp(row[0])), 1e-5);
    }

    [Fact]
    public void A_saved_adapter_gives_the_same_predictions_when_loaded()
    {
        string file = Path.Combine(root, "adapter.safetensors");
        SharedPrompt[] text = [new([2, 5, 6], [[7, 8, 9]])];
        using Decoder trained = SmallGemma.Open(folder), fresh = Decoder.Open(folder, new DecoderOptions { Rank = 4, Alpha = 8 });
        float[] expected = trained.LogProbabilities(text, Cancellation)[0][0];
        Assert.NotEqual(expected, fresh.LogProbabilities(text, Cancellation)[0][0]);
        trained.SaveAdapter(file);
        Assert.Equal((4, 8.0), Decoder.DescribeAdapter(file));
        fresh.LoadAdapter(file);
        AssertClose(expected, fresh.LogProbabilities(text, Cancellation)[0][0], 1e-5f);
        using Decoder other = Decoder.Open(folder, new DecoderOptions { Rank = 4, Alpha = 16 });
        Assert.Contains("alpha 8", Assert.Throws<ModelFormatException>(() => other.LoadAdapter(file)).Message, StringComparison.Ordinal);
        using Decoder wider = Decoder.Open(folder, new DecoderOptions { Rank = 8, Alpha = 8 });
        Assert.Contains("[4, 32]", Assert.Throws<ModelFormatException>(() => wider.LoadAdapter(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Merged_weights_predict_as_the_adapter_does_up_to_rounding()
    {
        File.WriteAllText(Path.Combine(folder, "NOTICE.txt"), "terms");
        SharedPrompt[] text = [new([2, 5, 6], [[7, 8, 9, 10, 11, 12]])];
        using Decoder adapted = SmallGemma.Open(folder);
        string target = Path.Combine(root, "merged");
        MergeReport report = adapted.Merge(target, cancellationToken: Cancellation);
        Assert.Equal(report.Blocks, report.ChangedBlocks);
        Assert.InRange(report.RoundingError, 1e-4, 0.006);
        Assert.Equal("terms", File.ReadAllText(Path.Combine(target, "NOTICE.txt")));
        using Decoder merged = Decoder.Open(target, new DecoderOptions());
        AssertClose(adapted.LogProbabilities(text, Cancellation)[0][0], merged.LogProbabilities(text, Cancellation)[0][0], 0.05f);
        Assert.Throws<IOException>(() => adapted.Merge(target, cancellationToken: Cancellation));
    }

    [Fact]
    public void Merging_an_adapter_that_changes_nothing_keeps_every_byte()
    {
        using Decoder decoder = Decoder.Open(folder, new DecoderOptions());
        string target = Path.Combine(root, "merged");
        Assert.Equal(0, decoder.Merge(target, cancellationToken: Cancellation).ChangedBlocks);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder, DecoderWeights.FileName)),
            File.ReadAllBytes(Path.Combine(target, DecoderWeights.FileName)));
    }

    [Theory]
    [InlineData("llama", "gelu_pytorch_tanh", "model_type is 'llama'")]
    [InlineData("gemma3_text", "silu", "hidden_activation is 'silu'")]
    public void A_network_of_another_form_is_refused_by_name(string type, string activation, string expected)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), SmallGemma.Configuration(type, activation));
        var error = Assert.Throws<ModelFormatException>(() => Decoder.Open(folder, new DecoderOptions()));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_outside_the_vocabulary_and_empty_prompts_are_refused()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        Assert.Throws<ArgumentException>(() => decoder.LogProbabilities([new SharedPrompt([], [[3]])], Cancellation));
        var error = Assert.Throws<ArgumentException>(
            () => decoder.LogProbabilities([new SharedPrompt([2], [[SmallGemma.Words]])], Cancellation));
        Assert.Contains("0 to 95", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => decoder.Sample([[2]], new DecoderSampling(1, 1, 5, [[]], 1), Cancellation));
    }

    [Fact]
    public void Sampling_stops_when_it_is_cancelled()
    {
        using Decoder decoder = SmallGemma.Open(folder);
        Assert.Throws<OperationCanceledException>(
            () => decoder.Sample([[2, 5]], new DecoderSampling(1, 1, 20, [], 3), new CancellationToken(canceled: true)));
    }

    private static void AssertClose(float[] expected, float[] found, float tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        float largest = expected.Zip(found, (e, f) => Math.Abs(e - f)).DefaultIfEmpty().Max();
        Assert.True(largest <= tolerance, $"largest difference {largest:G3}, tolerance {tolerance:G3}");
    }
}
