using EpmRl.Retrieval.Matching.Chat;

namespace EpmRl.Retrieval.Matching.Tests.Generative.Rewards;

public sealed class RationaleJudgeTests
{
    private static readonly PairEvidence Drives = SmallPairs.Of(SmallPairs.Drives);

    [Theory]
    [InlineData("brand: Kovara | KOVARA | same", 1.0)]
    [InlineData("brand: Kovara | KOVARA | conflict", 0.0)]
    [InlineData("color: black | black | same", 0.0)] // both state the brand, and nobody says so
    public void Core_identity_compares_the_claims_with_the_engine(string line, double score) =>
        Assert.Equal(score, Judge(AspectRole.Core, line).Score);

    // The engine sees a conflict of capacities (c = 0.95) and one color (c = 0.95).
    [Theory]
    [InlineData("storage capacity: 1TB | 2 TB | conflict", 1.0)]
    [InlineData("brand: Kovara | KOVARA | same", 0.0)]
    [InlineData("color: black | black | conflict", 0.0)]
    [InlineData("storage capacity: 1TB | 2 TB | conflict\ncolor: black | black | conflict", 5.0 / 6)] // F2 with one false alarm
    public void Variant_conflicts_are_found_overlooked_or_invented(string lines, double score) =>
        Assert.Equal(score, Judge(AspectRole.Variant, lines).Score!.Value, 9);

    [Fact]
    public void A_judge_without_evidence_has_no_opinion()
    {
        PairEvidence pair = SmallPairs.Of("Garden chair", "Garden bench");
        Answer answer = AnswerOf("product type: chair | bench | conflict");

        Assert.All(EngineJudge.All(), judge =>
        {
            JudgeOpinion opinion = judge.Judge(pair, answer);
            Assert.Null(opinion.Score);
            Assert.Contains("too little", opinion.Reason, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_engine_judges_both_orders_alike()
    {
        AspectClaim[] claims =
            [new("brand", "Kovara", "KOVARA", AspectRelation.Same), new("storage capacity", "1TB", "2 TB", AspectRelation.Conflict)];
        var answer = new Answer(claims, MatchVerdict.Variant, 0);
        var mirrored = new Answer(
            [.. claims.Select(claim => claim with { QuoteA = claim.QuoteB, QuoteB = claim.QuoteA })], MatchVerdict.Variant, 0);

        Assert.All(EngineJudge.All(), judge =>
            Assert.Equal(judge.Judge(Drives, answer).Score, judge.Judge(Drives.Swapped(), mirrored).Score));
    }

    [Fact]
    public async Task A_random_judge_is_uniform_and_repeats_itself()
    {
        var judge = new RandomJudge("core-identity", 7);
        var scores = new List<double>();
        for (int i = 0; i < 400; i++)
        {
            Answer answer = AnswerOf($"brand: Kovara{i} | KOVARA | same");
            JudgeOpinion opinion = await judge.JudgeAsync(Drives, answer, TestContext.Current.CancellationToken);
            Assert.Equal(opinion, await judge.JudgeAsync(Drives, answer, TestContext.Current.CancellationToken));
            scores.Add(opinion.Score!.Value);
        }

        Assert.InRange(scores.Average(), 0.44, 0.56);
        Assert.True(scores.Min() < 0.05 && scores.Max() > 0.95);
    }

    [Theory]
    [InlineData("""{"reason":"the capacities differ","score":0.75}""", 0.75)]
    [InlineData("I cannot help with that.", null)]
    [InlineData("""{"reason":"too high","score":7}""", null)]
    [InlineData("""{"score":"0.5"}""", null)]
    public async Task A_chat_model_judges_over_a_real_server_and_a_refusal_is_no_opinion(string text, double? score)
    {
        await using ChatServer server = await ChatServer.StartAsync((context, _, _) => ChatServer.AnswerAsync(context, text), "judge");
        using ChatGenerator generator = await ChatEndpoint.OpenAsync(
            server.Address, cancellationToken: TestContext.Current.CancellationToken);
        var reward = new RationaleReward(judges: [new ChatRationaleJudge(generator, AspectRole.Variant)]);

        RewardBreakdown scored = await reward.ScoreAsync(
            Drives.With(MatchVerdict.Variant),
            new SampledAnswer("storage capacity: 1TB | 2 TB | conflict\nverdict: variant", 20), TestContext.Current.CancellationToken);

        Assert.Equal(score, scored.Of("variant-conflict")!.Value);
        Assert.Null(scored.Of("core-identity")!.Value);
        string asked = Assert.Single(server.Requests).Body.ToJsonString();
        Assert.Contains("storage capacity: 1TB | 2 TB | conflict", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("verdict: variant", asked, StringComparison.Ordinal); // the judge sees no verdict
        Assert.Contains("json_schema", asked, StringComparison.Ordinal);
    }

    private static JudgeOpinion Judge(AspectRole role, string lines) => new EngineJudge(role).Judge(Drives, AnswerOf(lines));

    private static Answer AnswerOf(string lines) =>
        AnswerForm.Lines.TryParse(lines + "\nverdict: variant", MatchPrompt.Trained.Aspects, out Answer? answer, out string? problem)
            ? answer
            : throw new InvalidDataException(problem);
}
