using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Counts answers, which come from several threads.</summary>
internal sealed class AnswerProgress(WorkProgress work) : IProgress<TagResult>
{
    private readonly Lock gate = new();
    private int answers;

    /// <inheritdoc/>
    public void Report(TagResult value)
    {
        lock (gate)
        {
            work.Report(++answers);
        }
    }
}
