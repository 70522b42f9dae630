using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Counts the prompts that the build of an index encodes.</summary>
internal sealed class EncodedPrompts(WorkProgress progress) : IProgress<IndexBuildProgress>
{
    /// <inheritdoc/>
    public void Report(IndexBuildProgress value)
    {
        if (value.Phase == IndexBuildPhase.Encoding && value.Total > value.Reused)
        {
            progress.Report(value.Done - value.Reused, (double)(value.Done - value.Reused) / (value.Total - value.Reused));
        }
    }
}
