using System.Globalization;

namespace EpmRl.Retrieval.Matching.Tests.Generative.Rewards;

/// <summary>
/// Answers that try to earn without comparing, on the hand-written variants, same and not same counting half each. A hack knows the
/// listings and not the label.
/// </summary>
public sealed class RewardHackTests(ITestOutputHelper output)
{
    private const double MostOfHonest = 0.6; // acceptance of the design, A8

    private static readonly RationaleReward Reward = new();

    private static readonly Dictionary<string, Func<PairEvidence, string>> Reasons = new()
    {
        ["empty quotes"] = _ => "brand:  |  | same\n",
        ["all aspects none"] = pair => string.Concat(pair.Prompt.Aspects.Select(aspect => $"{aspect}: - | - | none\n")),
        ["no aspect"] = _ => "",
        ["listing copied as quote"] = pair => $"product line: {Title(pair.A)} | {Title(pair.B)} | same\n",
        ["first word as every aspect"] = pair =>
            string.Concat(pair.Prompt.Aspects.Take(8).Select(aspect => $"{aspect}: {Word(pair.A)} | {Word(pair.B)} | same\n")),
        ["a first word as brand"] = pair => $"brand: {Word(pair.A)} | {Word(pair.B)} | same\n",
        ["one-sided word"] = pair => $"product line: {Word(pair.A)} | - | one-sided\n",
        ["invented conflict"] = _ => "model number: QQ-1 | QQ-2 | conflict\n",
        ["stop words"] = _ => "product line: the | with | same\nproduct type: for | and | same\n",
        ["repeated aspect"] = pair => string.Concat(Enumerable.Repeat($"brand: {Word(pair.A)} | {Word(pair.B)} | same\n", 4)),
    };

    private static readonly Dictionary<string, (string Word, VerdictProbabilities Probabilities)> Verdicts = new()
    {
        ["always same"] = ("same", new(1, 0, 0)),
        ["always different"] = ("different", new(0, 0, 1)),
        ["always variant"] = ("variant", new(0, 1, 0)),
        ["always unsure"] = ("unsure", new(0.34, 0.33, 0.33)),
        ["hedged towards same"] = ("same", new(0.5, 0.25, 0.25)),
        ["hedged towards different"] = ("different", new(0.48, 0.02, 0.5)),
        ["two verdicts"] = ("same\nverdict: different", new(0.5, 0, 0.5)),
        ["every verdict"] = ("same variant different", new(0.34, 0.33, 0.33)),
    };

    [Fact]
    public void The_best_hack_earns_far_less_than_an_honest_right_answer()
    {
        IReadOnlyList<PairEvidence> pairs = SmallPairs.Suite("variants.jsonl");
        double honest = Balanced(pairs, pair => DerivedTrace.Of(pair, out _) is not { } trace ? null
            : Reward.Score(pair, Honest(trace)).Total);
        var hacks = new List<(string Name, double Reward)>();
        foreach ((string reason, Func<PairEvidence, string> lines) in Reasons)
        {
            foreach ((string verdict, (string word, VerdictProbabilities probabilities)) in Verdicts)
            {
                // An answer that ignores the listings is the same in both orders and after any edit.
                hacks.Add(($"{reason}, {verdict}", Balanced(pairs, pair => Reward.Score(pair, new SampledAnswer(
                    $"{lines(pair)}verdict: {word}", 40)
                {
                    Verdict = probabilities,
                    SwappedSame = probabilities.Same,
                    TwinSame = probabilities.Same,
                    EditedSame = probabilities.Same,
                }).Total)));
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"honest: {honest:0.000}"));
        foreach ((string name, double earned) in hacks.OrderByDescending(hack => hack.Reward).Take(12))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {earned:0.000}, {earned / honest * 100:0.0} %"));
        }

        Assert.True(honest > 2);
        Assert.All(hacks, hack => Assert.True(hack.Reward <= MostOfHonest * honest, $"{hack.Name}: {hack.Reward:0.000} of {honest:0.000}"));
    }

    [Fact]
    public void Empty_reasons_beside_a_right_verdict_earn_a_part_of_what_honest_reasons_do()
    {
        IReadOnlyList<PairEvidence> pairs = SmallPairs.Suite("variants.jsonl");
        double honest = Balanced(pairs, pair => DerivedTrace.Of(pair, out _) is not { } trace ? null
            : OfReasons(Reward.Score(pair, Honest(trace))));

        foreach ((string reason, Func<PairEvidence, string> lines) in Reasons)
        {
            double earned = Balanced(pairs, pair => OfReasons(Reward.Score(
                pair, new SampledAnswer($"{lines(pair)}verdict: {AnswerWords.Of(pair.Truth!.Value)}", 40))));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{reason}: {earned:0.000} of {honest:0.000}, {earned / honest * 100:0.0} %"));
            Assert.True(earned <= MostOfHonest * honest, $"{reason}: {earned:0.000} of {honest:0.000}");
        }
    }

    private static SampledAnswer Honest(DerivedTrace trace)
    {
        double same = trace.Verdict == MatchVerdict.Same ? 0.9 : 0.05;
        return new SampledAnswer(trace.Text, 50)
        {
            Verdict = new VerdictProbabilities(
                same, trace.Verdict == MatchVerdict.Variant ? 0.9 : 0.05, trace.Verdict == MatchVerdict.Different ? 0.9 : 0.05),
            SwappedSame = same,
            TwinSame = same,
            EditedSame = 0.05,
        };
    }

    private static double OfReasons(RewardBreakdown scored) => scored.Answer is null
        ? scored.Total
        : scored.Parts.Where(part => RewardParts.IsEvidence(part.Name) || part.Name == RewardParts.Invented).Sum(part => part.Contribution);

    private static double Balanced(IReadOnlyList<PairEvidence> pairs, Func<PairEvidence, double?> reward) => pairs
        .Select(pair => (Same: pair.Truth == MatchVerdict.Same, Reward: reward(pair)))
        .Where(one => one.Reward is not null)
        .GroupBy(one => one.Same)
        .Average(group => group.Average(one => one.Reward!.Value));

    private static string Title(ShownListing listing)
    {
        string line = listing.Text.Split('\n')[0];
        return line[..Math.Min(line.Length, AnswerForm.LongestQuote)].Trim();
    }

    private static string Word(ShownListing listing) => Mentions.Word.Split(listing.Text) is [var first, ..]
        ? listing.Text[first.Start..first.End]
        : "x";
}
