using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Counts answers, which come from several threads; where the rounds of an evaluation are known, their share says how long it takes.</summary>
internal sealed class AnswerProgress(WorkProgress work) : IProgress<TagResult>, IProgress<EvaluationRound>
{
    private readonly Lock gate = new();
    private int answers;
    private int done;
    private int expected;

    // None while it is not known.
    private double? Share => expected > 0 ? (double)done / expected : null;

    /// <summary>Says how many rounds there are.</summary>
    public void Expect(int rounds) => expected = rounds;

    /// <inheritdoc/>
    public void Report(TagResult value)
    {
        lock (gate)
        {
            answers++;
            work.Report(answers, Share);
        }
    }

    /// <inheritdoc/>
    public void Report(EvaluationRound value)
    {
        lock (gate)
        {
            done++;
            work.Report(answers, Share);
        }
    }
}
