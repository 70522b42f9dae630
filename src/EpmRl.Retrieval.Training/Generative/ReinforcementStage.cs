using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Networks;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>
/// Reinforces own answers by their reward. Each step samples from the current weights, so that the ratio of new and old probabilities is 1
/// up to the sampler's rounding, which the loss corrects for and the curve reports.
/// </summary>
/// <remarks>
/// With the verdict's exact gradient, the tokens of the reasons get the advantage of the whole reward, and the verdict's token gets
/// Σ_y u_y ∇π_y over all verdicts: less variance at the place that decides. Answers of a constant length weigh alike, so neither long nor
/// short ones are favoured (Dr. GRPO, arXiv:2503.20783); plain GRPO divides by each answer's length. The verdict as a first word is only
/// replayed: its exact gradient on the hard pairs that a curriculum leaves cost its calibration (docs/training-generative.md).
/// </remarks>
internal sealed class ReinforcementStage : ITrainingStage
{
    private const int Sampling = 51, Replaying = 52;
    private const double UsualLength = 64; // tokens of an answer

    private readonly PolicyTrainer trainer;
    private readonly Decoder decoder;
    private readonly Rollout rollout;
    private readonly RationaleReward reward;
    private readonly ReferencePolicy? reference;
    private readonly IReadOnlyList<GenerativePair> pairs;
    private readonly IReadOnlyList<TaughtAnswer> replayed;
    private readonly GenerativeTrainingOptions options;
    private readonly TrainingCost cost;
    private readonly BatchOrder order;

    /// <summary>Prepares the steps.</summary>
    /// <param name="trainer">Takes them.</param>
    /// <param name="decoder">The decoder that it trains.</param>
    /// <param name="rollout">Samples and rewards answers.</param>
    /// <param name="reward">The reward.</param>
    /// <param name="pairs">The pairs asked about.</param>
    /// <param name="replayed">Supervised answers, a few of which are learned beside.</param>
    /// <param name="options">How the stage works.</param>
    /// <param name="cost">Counts what is spent.</param>
    public ReinforcementStage(
        PolicyTrainer trainer, Decoder decoder, Rollout rollout, RationaleReward reward, IReadOnlyList<GenerativePair> pairs,
        IReadOnlyList<TaughtAnswer> replayed, GenerativeTrainingOptions options, TrainingCost cost)
    {
        (this.trainer, this.decoder, this.rollout, this.reward) = (trainer, decoder, rollout, reward);
        (this.pairs, this.replayed, this.options, this.cost) = (pairs, replayed, options, cost);
        reference = options.KlWeight > 0 ? new ReferencePolicy(decoder) : null;
        order = new BatchOrder(
            [.. pairs.Select(pair => pair.A.Block.Length + pair.B.Block.Length)], options.BatchPairs, options.Seed);
    }

    /// <inheritdoc/>
    public int Steps => order.StepsPerPass * options.Epochs;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> Tokens
    {
        get
        {
            long prompts = pairs.Sum(pair => (pair.A.Block.Length + pair.B.Block.Length) / 3L) * options.Epochs;
            long answers = (long)(pairs.Count * options.Epochs * options.Samples * UsualLength);
            return new Dictionary<string, long>
            {
                [Parts.Sampling] = prompts + answers, [Parts.Reward] = (prompts + answers) * 3 / 2, [Parts.Update] = prompts + answers,
            };
        }
    }

    /// <inheritdoc/>
    public GenerativePoint Step(int step, double learningRate, CancellationToken cancellationToken)
    {
        int seed = Seeds.Random(options.Seed, Sampling, step).Next();
        GenerativePair[] asked = [.. order.At(step).Select(place => pairs[place])];
        IReadOnlyList<RolledOut> rolled = rollout.OfAsync(asked, seed, cancellationToken).GetAwaiter().GetResult();
        double drift = DriftOf(rolled[0], cancellationToken);
        float[][][]? references = reference?.LogProbabilities([.. rolled.Select(one => one.Shared())], cancellationToken);
        RolledOutAnswer[] all = [.. rolled.SelectMany(one => one.Answers)];
        AdvantageBatch advantages =
            AdvantageKinds.Of(options.Advantage, [.. all.Select(answer => answer.Reward!)], options.Samples, reward.Options);
        var examples = new List<PolicyExample>();
        for (int i = 0; i < rolled.Count; i++)
        {
            examples.Add(new PolicyExample(rolled[i].Prompt,
            [
                .. rolled[i].Answers.Select((answer, k) => Reinforced(
                    rolled[i], answer, advantages.Values[(i * options.Samples) + k], all.Length, references?[i][k])),
            ]));
        }

        examples.AddRange(Replay(step));
        Optimisation.StepResult result = cost.Spend(
            Parts.Update, _ => examples.Sum(one => one.Prompt.Length + one.Completions.Sum(answer => (long)answer.Tokens.Length)),
            () => trainer.Step(examples, learningRate, cancellationToken));
        return new GenerativePoint(
            step + 1, result.Loss, all.Average(answer => answer.Reward!.Total),
            rolled.Sum(one => one.Answers.Count(answer => IsRight(one.Pair, answer))) / (double)all.Length,
            all.Count(answer => answer.Parsed is not null) / (double)all.Length, advantages.ShareMasked, drift,
            all.Average(answer => answer.Sample.Tokens.Length));
    }

    private static bool IsRight(GenerativePair pair, RolledOutAnswer answer) =>
        answer.Parsed is { } parsed && (parsed.Verdict == MatchVerdict.Same) == pair.IsSame;

    private PolicyCompletion Reinforced(
        RolledOut rolled, RolledOutAnswer answer, float advantage, int answers, float[]? referenceLogProbabilities)
    {
        int length = answer.Sample.Tokens.Length;
        double usual = options.Advantage == AdvantageKind.Group ? length : UsualLength;
        var weights = new float[length];
        var advantages = new float[length];
        if (advantage != 0)
        {
            Array.Fill(weights, (float)(1 / (answers * usual)));
            Array.Fill(advantages, advantage);
        }

        bool isExact = options.IsVerdictExact && answer.Verdict is not null;
        if (isExact)
        {
            weights[answer.VerdictPlace] = 0; // its gradient is exact
        }

        return new PolicyCompletion(answer.Sample.Tokens)
        {
            Weights = weights,
            Advantages = advantages,
            Old = answer.Sample.LogProbabilities,
            Reference = referenceLogProbabilities,
            Verdict = !isExact ? null : new VerdictTarget(
                answer.VerdictPlace, reward.VerdictWorth(rolled.Pair.Evidence, answer.Verdict!.Value), 1f / answers),
        };
    }

    private IReadOnlyList<PolicyExample> Replay(int step)
    {
        Random random = Seeds.Random(options.Seed, Replaying, step);
        double wanted = options.ReplayShare * options.BatchPairs;
        int count = (int)wanted + (random.NextDouble() < wanted - (int)wanted ? 1 : 0);
        return count == 0 || replayed.Count == 0 ? [] : TaughtAnswer.Examples(
            [.. Enumerable.Range(0, count).Select(_ => replayed[random.Next(replayed.Count)])], options.VerdictWeight,
            (double)count / options.BatchPairs);
    }

    // One prompt a step shows whether sampler and trainer agree; a forward pass of all would double the cost of finding nothing.
    private double DriftOf(RolledOut rolled, CancellationToken cancellationToken)
    {
        float[][] trained = decoder.LogProbabilities([rolled.Shared()], cancellationToken)[0];
        double sum = 0;
        int count = 0;
        for (int k = 0; k < trained.Length; k++)
        {
            for (int t = 0; t < trained[k].Length; t++, count++)
            {
                sum += Math.Abs(trained[k][t] - rolled.Answers[k].Sample.LogProbabilities[t]);
            }
        }

        return sum / Math.Max(1, count);
    }
}
