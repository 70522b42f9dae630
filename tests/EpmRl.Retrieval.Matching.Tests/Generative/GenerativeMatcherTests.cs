using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Generative;

public sealed class GenerativeMatcherTests
{
    private const string Good = "model number: KX-210 | KX-210 | same\nverdict: same";
    private const string Invented = "model number: KX-999 | KX-210 | same\nverdict: same";

    [Fact]
    public async Task A_verified_answer_becomes_a_decision_with_its_places()
    {
        using var matcher = new GenerativeMatcher(new ScriptedGenerator((_, _) => Good) { LogProbabilities = [-0.1, -3, -4] });

        PairDecision decision = Assert.Single(await matcher.DecideAsync([SmallListings.Drills]));

        Assert.Equal(MatchVerdict.Same, decision.Verdict);
        Assert.Equal(Math.Exp(-0.1) / (Math.Exp(-0.1) + Math.Exp(-3) + Math.Exp(-4)), decision.Probability, 9);
        Assert.False(decision.IsEstimated);
        MatchReason reason = Assert.Single(decision.Reasons);
        Assert.Equal("KX-210", SmallListings.Drills.A.Title[reason.SpanA!.Start..reason.SpanA.End]);
        Assert.Equal("KX-210", SmallListings.Drills.B.Title[reason.SpanB!.Start..reason.SpanB.End]);
        Assert.Equal(MatchPrompt.Shipped.Version, decision.PromptVersion);
        Assert.Equal("scripted@1", decision.Model);
    }

    [Theory]
    [InlineData(0.7, MatchVerdict.Same, "with verified quotes.", 1)]
    [InlineData(0.1, MatchVerdict.Different, "its reasons speak for same.", 2)]
    public async Task A_model_that_knows_the_verdict_as_a_first_word_decides_by_it_and_looks_for_reasons_that_agree(
        double direct, MatchVerdict verdict, string explained, int calls)
    {
        double[] behindReasons = [0.9, 0.05, 0.05], first = [direct, 0.05, 0.95 - direct];
        var generator = new ScriptedGenerator((_, _) => Good)
        {
            LogProbabilities = [.. behindReasons.Select(p => Math.Log(p))], Scores = [.. first.Select(p => Math.Log(p))],
        };
        using var matcher = new GenerativeMatcher(generator, new GenerativeOptions { Prompt = MatchPrompt.Trained.WithDirectVerdict() });

        PairDecision decision = Assert.Single(await matcher.DecideAsync([SmallListings.Drills]));

        Assert.Equal(direct, decision.Probability, 6);
        Assert.Equal(verdict, decision.Verdict);
        Assert.EndsWith(explained, decision.Explanation, StringComparison.Ordinal);
        Assert.Single(decision.Reasons);
        Assert.Equal(calls, generator.Asked.Count);
    }

    [Fact]
    public async Task Its_second_answer_counts_where_its_reasons_agree_and_unusable_ones_are_left_out()
    {
        double[] first = [0.1, 0.05, 0.85];
        double[] scores = [.. first.Select(p => Math.Log(p))];
        const string Conflict = "model number: KX-210 | KX-210 | conflict\nverdict: different";
        var options = new GenerativeOptions { Prompt = MatchPrompt.Trained.WithDirectVerdict() };
        using GenerativeMatcher agreeing = Matcher(Good, "model number: KX-210 | 18 V | conflict\nverdict: different");
        using GenerativeMatcher inventing = Matcher(Invented, Conflict);

        PairDecision without = Assert.Single(await inventing.DecideAsync([SmallListings.Drills]));

        Assert.Equal((MatchVerdict.Different, 0.1), (without.Verdict, Math.Round(without.Probability, 6)));
        Assert.Empty(without.Reasons);
        Assert.Contains("no usable reasons", without.Explanation, StringComparison.Ordinal);
        PairDecision second = Assert.Single(await agreeing.DecideAsync([SmallListings.Drills]));
        Assert.Equal((MatchVerdict.Different, "18 V"), (second.Verdict, Assert.Single(second.Reasons).B));
        Assert.EndsWith("with verified quotes.", second.Explanation, StringComparison.Ordinal);

        GenerativeMatcher Matcher(string answer, string other) =>
            new(new ScriptedGenerator((_, call) => call == 1 ? answer : other) { Scores = scores }, options);
    }

    [Fact]
    public async Task A_model_that_has_not_learned_it_is_not_asked_for_a_first_word()
    {
        using var matcher = new GenerativeMatcher(
            new ScriptedGenerator((_, _) => Good) { LogProbabilities = [-0.1, -3, -4], Scores = [-9, -9, -0.1] });

        Assert.True(Assert.Single(await matcher.DecideAsync([SmallListings.Drills])).Probability > 0.8);
    }

    [Theory]
    [InlineData(Invented, "KX-999")]
    [InlineData("certainly! same", "no verdict")]
    [InlineData("model number: KX-210 | KX-210 | conflict\nverdict: different", "conflicts")]
    public async Task An_unusable_answer_is_sampled_once_more_and_then_the_verdict_is_unsure(string text, string reason)
    {
        var generator = new ScriptedGenerator((_, _) => text) { LogProbabilities = [-0.1, -3, -4] };
        using var matcher = new GenerativeMatcher(generator);

        PairDecision decision = Assert.Single(await matcher.DecideAsync([SmallListings.Drills]));

        Assert.Equal(MatchVerdict.Unsure, decision.Verdict);
        Assert.Equal(0.5, decision.Probability);
        Assert.True(decision.IsEstimated);
        Assert.Empty(decision.Reasons);
        Assert.Contains(reason, decision.Explanation, StringComparison.Ordinal);
        Assert.Equal([0, 0.7], generator.Asked.Select(asked => asked.Options.Temperature));
    }

    [Fact]
    public async Task A_usable_second_answer_counts()
    {
        using var matcher = new GenerativeMatcher(new ScriptedGenerator((_, call) => call == 1 ? Invented : Good));

        PairDecision decision = Assert.Single(await matcher.DecideAsync([SmallListings.Drills]));

        Assert.Equal(MatchVerdict.Same, decision.Verdict);
        Assert.Equal((2, 1, 1, 0), (matcher.Usage.Calls, matcher.Usage.Resampled, matcher.Usage.Unsupported, matcher.Usage.Unsure));
    }

    [Fact]
    public async Task Swapping_two_listings_changes_neither_prompt_nor_answer()
    {
        // It quotes the first words that it is shown, so that a swapped prompt would give another answer.
        static string Answer(GenerationPrompt prompt, int call)
        {
            string[] titles = [.. prompt.Question.Split('\n').Where(line => line.StartsWith("title: ", StringComparison.Ordinal))];
            return $"brand: {titles[0].Split(' ')[1]} | {titles[1].Split(' ')[1]} | same\n"
                + $"color: {titles[0].Split(' ')[2]} | - | one-sided\nverdict: same";
        }

        var generator = new ScriptedGenerator(Answer);
        using var matcher = new GenerativeMatcher(generator);
        ListingPair[] pairs =
        [
            .. Enumerable.Range(0, 40).Select(i => new ListingPair(
                SmallListings.Of($"a{i}", $"brand{i} red{i} thing"), SmallListings.Of($"b{i}", $"maker{i} tone{i} thing"))),
            new(SmallListings.Of("x", "equal words here"), SmallListings.Of("y", "equal words here")),
        ];

        IReadOnlyList<PairDecision> straight = await matcher.DecideAsync(pairs);
        IReadOnlyList<PairDecision> swapped = await matcher.DecideAsync([.. pairs.Select(pair => new ListingPair(pair.B, pair.A))]);

        Assert.Equal(pairs.Length, generator.Asked.Select(asked => asked.Prompt.Question).Distinct().Count());
        for (int i = 0; i < pairs.Length; i++)
        {
            Assert.Equal((straight[i].Verdict, straight[i].Probability), (swapped[i].Verdict, swapped[i].Probability));
            Assert.Equal((pairs[i].A.Id, pairs[i].B.Id), (straight[i].A, straight[i].B));
            Assert.Equal((pairs[i].B.Id, pairs[i].A.Id), (swapped[i].A, swapped[i].B));
            Assert.Equal(straight[i].Reasons, swapped[i].Reasons.Select(reason => reason.Swapped()));
        }
    }

    [Fact]
    public async Task Without_log_probabilities_the_measured_share_of_the_verdict_is_stated_as_such()
    {
        var precisions = VerdictPrecisions.Fit(
            "scripted@1", MatchPrompt.Shipped.Version,
            [.. Enumerable.Repeat((MatchVerdict.Same, true), 17), (MatchVerdict.Same, false), (MatchVerdict.Different, false)]);
        using var matcher = new GenerativeMatcher(
            new ScriptedGenerator((_, _) => Good), new GenerativeOptions { Precisions = precisions });

        PairDecision decision = Assert.Single(await matcher.DecideAsync([SmallListings.Drills]));

        Assert.Equal(0.9, decision.Probability, 9); // (17 + 1) / (18 + 2)
        Assert.True(decision.IsEstimated);
    }

    [Fact]
    public async Task Long_listings_are_shown_shorter_until_the_prompt_fits()
    {
        var generator = new ScriptedGenerator((_, _) => Good) { MostCharacters = 500 };
        using var matcher = new GenerativeMatcher(generator);
        ListingPair pair = new(
            SmallListings.Described("1", "Kestrel KX-210 drill", string.Join(' ', Enumerable.Repeat("word", 500))),
            SmallListings.Described("2", "drill KX-210", string.Join(' ', Enumerable.Repeat("term", 500))));

        PairDecision decision = Assert.Single(await matcher.DecideAsync([pair]));

        Assert.Equal(MatchVerdict.Same, decision.Verdict);
        Assert.InRange(Assert.Single(generator.Asked).Prompt.Question.Length, 200, 500);
    }

    [Fact]
    public async Task A_cached_answer_is_not_asked_for_again_by_the_next_run_or_in_the_other_order()
    {
        using var folder = new ScratchFolder();
        var asked = new List<int>();
        foreach (ListingPair pair in (ListingPair[])[SmallListings.Drills, new(SmallListings.Drills.B, SmallListings.Drills.A)])
        {
            var generator = new ScriptedGenerator((_, _) => Good) { LogProbabilities = [-0.1, -3, -4] };
            using var matcher = new GenerativeMatcher(generator, new GenerativeOptions { Cache = VerdictCache.Open(folder.Path) });
            PairDecision decision = Assert.Single(await matcher.DecideAsync([pair]));
            Assert.Equal((MatchVerdict.Same, false), (decision.Verdict, decision.IsEstimated));
            asked.Add(generator.Asked.Count);
        }

        Assert.Equal([1, 0], asked);
    }

    [Fact]
    public async Task A_forged_line_of_the_cache_cannot_support_what_the_listings_do_not_say()
    {
        using var folder = new ScratchFolder();
        using (var first = new GenerativeMatcher(
            new ScriptedGenerator((_, _) => Good), new GenerativeOptions { Cache = VerdictCache.Open(folder.Path) }))
        {
            await first.DecideAsync([SmallListings.Drills]);
        }

        string path = folder["verdicts.jsonl"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("KX-210", "KX-777", StringComparison.Ordinal));
        using var matcher = new GenerativeMatcher(
            new ScriptedGenerator((_, _) => Good), new GenerativeOptions { Cache = VerdictCache.Open(folder.Path) });

        Assert.Equal(MatchVerdict.Unsure, Assert.Single(await matcher.DecideAsync([SmallListings.Drills])).Verdict);
    }
}
