using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Scores answers by a hash: a judge without any knowledge, to show that quality follows the label and not the judge. Deterministic.
/// </summary>
/// <param name="name">The part of the reward that it fills.</param>
/// <param name="seed">Seed of the scores.</param>
internal sealed class RandomJudge(string name, long seed) : IRationaleJudge
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Task<JudgeOpinion> JudgeAsync(PairEvidence pair, Answer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(answer);
        string judged = string.Join('\n', [name, pair.A.Hash, pair.B.Hash, AnswerForm.Lines.Write(answer.Claims, answer.Verdict)]);
        ulong hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(judged.AsSpan()), seed);
        return Task.FromResult(new JudgeOpinion(name, (hash >> 11) / (double)(1UL << 53), "a random score"));
    }
}
