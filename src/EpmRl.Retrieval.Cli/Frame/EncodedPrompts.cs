using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Counts the prompts that the build of an index encodes, then the vectors that a server is loaded with.</summary>
internal sealed class EncodedPrompts(WorkProgress progress) : IProgress<IndexBuildProgress>
{
    private bool loading;

    /// <inheritdoc/>
    public void Report(IndexBuildProgress value)
    {
        if (value.Phase == IndexBuildPhase.Encoding && value.Total > value.Reused)
        {
            progress.Report(value.Done - value.Reused, (double)(value.Done - value.Reused) / (value.Total - value.Reused));
        }
        else if (value.Phase == IndexBuildPhase.Loading && value.Total > 0)
        {
            if (!loading)
            {
                progress.Begin("vectors loaded");
                loading = true;
            }

            progress.Report(value.Done, (double)value.Done / value.Total);
        }
    }
}
