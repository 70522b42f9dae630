using System.Globalization;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Judges the claims of one role by the attribute engine: free, deterministic, and with the evidence available. These take the place of
/// EPM-RL's three language models (arXiv 2604.23993): Core-Identity, Model-Identifier and Variant-Conflict.
/// </summary>
/// <remarks>
/// Core and model: R = Σ c_k 1[r̂_k = ρ_k] / Σ c_k over the aspects k of the role that both listings state, and those that one states and
/// the answer names; r̂ is claimed, ρ the engine's relation, c its confidence in [0, 1]. Variants: R = F2 of the claimed conflicts against
/// the engine's, weighted by c, since an overlooked variant costs a buyer more than a doubtful one. Below a sum of confidences it has no
/// opinion.
/// </remarks>
internal sealed class EngineJudge : IRationaleJudge
{
    private readonly AspectRole role;
    private readonly double leastConfidence;

    /// <summary>Makes a judge.</summary>
    /// <param name="role">The aspects that it judges.</param>
    /// <param name="leastConfidence">Sum of confidences from which it has an opinion, at least 0.</param>
    public EngineJudge(AspectRole role, double leastConfidence = 0.5) => (this.role, this.leastConfidence) = (role, leastConfidence);

    /// <inheritdoc/>
    public string Name => NameOf(role);

    /// <summary>The three judges.</summary>
    public static IReadOnlyList<EngineJudge> All(double leastConfidence = 0.5) =>
        [.. Enum.GetValues<AspectRole>().Select(role => new EngineJudge(role, leastConfidence))];

    /// <summary>The name of a role's judge.</summary>
    public static string NameOf(AspectRole role) => role switch
    {
        AspectRole.Core => "core-identity",
        AspectRole.Model => "model-identifier",
        _ => "variant-conflict",
    };

    /// <inheritdoc/>
    public Task<JudgeOpinion> JudgeAsync(PairEvidence pair, Answer answer, CancellationToken cancellationToken = default) =>
        Task.FromResult(Judge(pair, answer));

    /// <summary>Judges an answer.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="answer">The parsed answer.</param>
    public JudgeOpinion Judge(PairEvidence pair, Answer answer)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(answer);
        return role == AspectRole.Variant ? Conflicts(pair, answer) : Agreement(pair, answer);
    }

    private JudgeOpinion Agreement(PairEvidence pair, Answer answer)
    {
        double all = 0, right = 0;
        var wrong = new List<string>();
        foreach (AspectEvidence evidence in pair.Aspects.Where(evidence => evidence.Role == role))
        {
            AspectRelation claimed = ClaimedOf(answer, evidence.Aspect);
            if (!evidence.IsMutual && claimed == AspectRelation.None)
            {
                continue; // nobody need say what one listing states
            }

            all += evidence.Confidence;
            if (claimed == evidence.Relation)
            {
                right += evidence.Confidence;
            }
            else
            {
                wrong.Add($"{evidence.Aspect} is {AnswerWords.Of(evidence.Relation)}, claimed {AnswerWords.Of(claimed)}");
            }
        }

        return Opinion(all, all > 0 ? right / all : 0, wrong);
    }

    private JudgeOpinion Conflicts(PairEvidence pair, Answer answer)
    {
        double found = 0, missed = 0, invented = 0;
        var wrong = new List<string>();
        foreach (AspectEvidence evidence in pair.Aspects.Where(evidence => evidence.Role == role))
        {
            bool isConflict = evidence.Relation == AspectRelation.Conflict;
            bool isClaimed = ClaimedOf(answer, evidence.Aspect) == AspectRelation.Conflict;
            found += isConflict && isClaimed ? evidence.Confidence : 0;
            missed += isConflict && !isClaimed ? evidence.Confidence : 0;
            invented += !isConflict && isClaimed ? evidence.Confidence : 0;
            if (isConflict != isClaimed)
            {
                wrong.Add($"{evidence.Aspect} is {AnswerWords.Of(evidence.Relation)}, {(isClaimed ? "claimed conflict" : "not reported")}");
            }
        }

        // F_β = (1 + β²) TP / ((1 + β²) TP + β² FN + FP), β = 2.
        double sum = (5 * found) + (4 * missed) + invented;
        return Opinion(found + missed + invented, sum > 0 ? 5 * found / sum : 0, wrong);
    }

    private JudgeOpinion Opinion(double confidence, double score, List<string> wrong) => confidence < leastConfidence
        ? new JudgeOpinion(Name, null, string.Create(CultureInfo.InvariantCulture,
            $"the engine knows too little (confidence {confidence:0.00}, from {leastConfidence:0.00} on)"))
        : new JudgeOpinion(Name, score, wrong.Count == 0 ? "the claims agree with the engine" : string.Join("; ", wrong));

    private static AspectRelation ClaimedOf(Answer answer, string aspect) =>
        answer.Claims.FirstOrDefault(claim => claim.Aspect == aspect)?.Relation ?? AspectRelation.None;
}
