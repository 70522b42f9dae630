namespace EpmRl.Retrieval.Matching.Tests.Generative.Rewards;

public sealed class RationaleRewardTests
{
    private static readonly RationaleReward Reward = new();
    private static readonly VerdictProbabilities Sure = new(0.9, 0.06, 0.04);

    [Fact]
    public void The_total_is_the_sum_of_the_named_parts_by_weight()
    {
        PairEvidence pair = SmallPairs.Of(SmallPairs.Headphones, MatchVerdict.Same);
        string text = DerivedTrace.Of(pair, out _)!.Text;

        RewardBreakdown scored = Reward.Score(
            pair, new SampledAnswer(text, 60) { Verdict = Sure, SwappedSame = 0.8, TwinSame = 0.95, EditedSame = 0.2 });

        // 1 · 0.9 + 0.5 (1 − 0.1²) + 0.2 (1 − 0.1) + 0.2 · mean(1 − 0.05, 1 − 0.2) + spans, cover, core, model, consistency in full
        const double Expected = 0.9 + (0.5 * 0.99) + (0.2 * 0.9) + (0.2 * 0.875) + 0.2 + 0.1 + 0.1 + 0.15 + 0.1;
        Assert.Equal(Expected, scored.Total, 9);
        Assert.Equal(scored.Total, scored.Parts.Sum(part => part.Contribution), 12);
        Assert.Equal(scored.Total, scored.ToRow().Sum(), 12);
        Assert.Equal(RewardParts.All, scored.Parts.Select(part => part.Name));
        Assert.Null(scored.Of("variant-conflict")!.Value); // nobody sees or claims a conflict of variants
        Assert.All(scored.Parts, part => Assert.NotEmpty(part.Reason));
    }

    [Theory]
    [InlineData("")]
    [InlineData("verdict: same")]
    [InlineData("brand: Norvik | Norvik | same\nverdict: same\nverdict: different")]
    [InlineData("brand: Norvik | Norvik | same\nverdict: unsure")]
    public void An_answer_out_of_form_earns_the_fixed_figure_whatever_the_label(string text)
    {
        foreach (MatchVerdict truth in (MatchVerdict[])[MatchVerdict.Same, MatchVerdict.Different])
        {
            RewardBreakdown scored = Reward.Score(SmallPairs.Of(SmallPairs.Headphones, truth), new SampledAnswer(text, 5));

            Assert.Equal((-0.5, true), (scored.Total, scored.Problem is not null));
            Assert.Equal(-0.5, scored.ToRow().Sum());
        }
    }

    [Fact]
    public void Good_reasons_add_nothing_to_a_wrong_verdict_and_invented_quotes_cost_in_any_case()
    {
        PairEvidence pair = SmallPairs.Of(SmallPairs.Headphones, MatchVerdict.Different);
        string honest = DerivedTrace.Of(pair.With(MatchVerdict.Same), out _)!.Text;
        string invented = honest.Replace("Norvik |", "Sony |", StringComparison.Ordinal);

        RewardBreakdown first = Reward.Score(pair, new SampledAnswer(honest, 40));
        RewardBreakdown second = Reward.Score(pair, new SampledAnswer(invented, 40));

        Assert.Equal(0, first.Total, 9); // label 0, calibration 0, no other part counts
        Assert.All(first.Parts.Where(part => RewardParts.IsEvidence(part.Name)), part => Assert.Equal(0, part.Contribution));
        Assert.True(second.Total < 0);
        Assert.Contains("'Sony' is not in its listing", second.Of(RewardParts.Invented)!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void No_part_but_label_and_calibration_depends_on_the_label()
    {
        PairEvidence pair = SmallPairs.Of(SmallPairs.Headphones);
        string text = DerivedTrace.Of(pair.With(MatchVerdict.Same), out _)!.Text;
        var sampled = new SampledAnswer(text, 90) { Verdict = Sure, SwappedSame = 0.7 };

        RewardBreakdown none = Reward.Score(pair, sampled), same = Reward.Score(pair.With(MatchVerdict.Same), sampled),
            different = Reward.Score(pair.With(MatchVerdict.Different), sampled);

        foreach (string part in RewardParts.All.Where(part => !RewardParts.SeesLabel(part)))
        {
            Assert.Equal(same.Of(part)!.Value, different.Of(part)!.Value);
            Assert.Equal(same.Of(part)!.Value, none.Of(part)!.Value);
        }

        Assert.Equal((null, null), (none.Of(RewardParts.Label)!.Value, none.Of(RewardParts.Calibration)!.Value));
    }

    [Theory]
    [InlineData("color: black | black | same", null)]
    [InlineData("color: headphones | black | same", "does not state the color")]
    [InlineData("color: blue | black | conflict", "is not in its listing")]
    [InlineData("product line: Norvik Alto headphones WH-1000XM4 black | Alto | same", "more than 5 words")]
    [InlineData("product line: Alto | Alto | same\nproduct type: Alto | headphones | same", "quoted for another aspect")]
    [InlineData("product line: Alto | Alto | conflict", "conflicts with itself")]
    public void A_quote_verifies_where_it_stands_and_states_its_aspect(string lines, string? fault)
    {
        RewardBreakdown scored = Reward.Score(
            SmallPairs.Of("Norvik Alto headphones WH-1000XM4 black", "Norvik Alto headphones WH-1000XM4 black"),
            new SampledAnswer(lines + "\nverdict: same", 20));

        RewardPart spans = scored.Of(RewardParts.Spans)!;
        Assert.Equal(fault is null, spans.Value == 1);
        Assert.Contains(fault ?? "all 2 quotes verify", spans.Reason, StringComparison.Ordinal);
        Assert.Equal(spans.Value!.Value - 1, scored.Of(RewardParts.Invented)!.Value!.Value, 12);
    }

    [Theory]
    [InlineData(MatchVerdict.Same)]
    [InlineData(MatchVerdict.Variant)]
    [InlineData(MatchVerdict.Different)]
    public void The_worth_of_verdicts_is_the_gradient_of_what_the_label_sees(MatchVerdict truth)
    {
        PairEvidence pair = SmallPairs.Of(SmallPairs.Drives, truth);
        double[] logits = [0.3, -0.4, 0.9];
        const double Step = 1e-5;
        VerdictProbabilities now = Softmax(logits);
        float[] worth = Reward.VerdictWorth(pair, now);
        double mean = (worth[0] * now.Same) + (worth[1] * now.Variant) + (worth[2] * now.Different);
        double[] probabilities = [now.Same, now.Variant, now.Different];

        for (int y = 0; y < logits.Length; y++)
        {
            double[] up = [.. logits], down = [.. logits];
            up[y] += Step;
            down[y] -= Step;
            double expected = (Seen(Softmax(up)) - Seen(Softmax(down))) / (2 * Step);
            Assert.Equal(expected, probabilities[y] * (worth[y] - mean), 6);
        }

        double Seen(VerdictProbabilities verdict)
        {
            RewardBreakdown scored = Reward.Score(
                pair, new SampledAnswer("color: black | black | same\nverdict: same", 1) { Verdict = verdict });
            return scored.Of(RewardParts.Label)!.Contribution + scored.Of(RewardParts.Calibration)!.Contribution;
        }
    }

    [Fact]
    public void A_part_can_be_dropped_and_then_adds_nothing()
    {
        PairEvidence pair = SmallPairs.Of(SmallPairs.Headphones, MatchVerdict.Same);
        var sampled = new SampledAnswer(DerivedTrace.Of(pair, out _)!.Text, 60) { Verdict = Sure };
        double all = Reward.Score(pair, sampled).Total;

        foreach (string part in RewardOptions.Shipped.Weights.Keys)
        {
            var reduced = new RationaleReward(RewardOptions.Shipped.Without(part));

            Assert.Null(reduced.Score(pair, sampled).Of(part));
            Assert.Equal(all - Reward.Score(pair, sampled).Of(part)!.Contribution, reduced.Score(pair, sampled).Total, 9);
            Assert.NotEqual(RewardOptions.Shipped.Version, reduced.Options.Version);
        }

        Assert.Throws<ArgumentException>(() => RewardOptions.Shipped.Without("labels"));
    }

    [Fact]
    public void Answers_cost_from_the_free_length_on()
    {
        PairEvidence pair = SmallPairs.Of(SmallPairs.Headphones);

        double[] costs = [.. ((int[])[10, 72, 100, 128, 500]).Select(tokens => Reward.Score(
            pair, new SampledAnswer("color: black | black | same\nverdict: same", tokens)).Of(RewardParts.Length)!.Contribution)];

        Assert.Equal([0, 0, -0.1, -0.2, -0.2], costs.Select(cost => Math.Round(cost, 9)));
    }

    private static VerdictProbabilities Softmax(double[] logits)
    {
        double sum = logits.Sum(Math.Exp);
        return new VerdictProbabilities(Math.Exp(logits[0]) / sum, Math.Exp(logits[1]) / sum, Math.Exp(logits[2]) / sum);
    }
}
