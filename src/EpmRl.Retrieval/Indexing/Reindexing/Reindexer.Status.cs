namespace EpmRl.Retrieval.Indexing;

/// <content>Status.</content>
public sealed partial class Reindexer
{
    /// <summary>Reads the index's status without changing it, even while it is being written.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    internal async ValueTask<ReindexStatus> StatusAsync(CancellationToken cancellationToken = default)
    {
        var problems = new List<string>();
        (ReindexState? state, string? damaged) = ReadState();
        if (damaged is not null)
        {
            problems.Add(damaged);
        }

        string? folder = null;
        try
        {
            folder = index.CurrentVersion;
            if (folder is not null && !Directory.Exists(index.FolderOf(folder)))
            {
                throw index.Astray(folder);
            }
        }
        catch (IndexFormatException wrong)
        {
            problems.Add(wrong.Message);
        }

        string? current = await target.CurrentAsync(cancellationToken).ConfigureAwait(false);
        problems.AddRange(index.Versions().Where(version => version.Problem is not null).Select(version => version.Problem!));
        if (current is not null && folder is not null && current != folder)
        {
            problems.Add(
                $"Readers of {target.Name} see {current}, {index.Path} names {folder}: "
                    + "a swap was interrupted, or another target was swapped. "
                    + $"Roll back to {current} to make them agree.");
        }

        LockOwner? owner = LockOwner.Read(index.Path);
        bool running = owner?.IsAlive(time.GetUtcNow()) == true;
        return new ReindexStatus
        {
            Target = target.Name,
            Current = current,
            Folder = folder,
            Reindex = state,
            IsRunning = running,
            Owner = owner?.ToString(),
            Seen = owner?.Seen,
            Done = running ? owner!.Done : 0,
            Total = running ? owner!.Total : 0,
            Problems = problems,
        };
    }
}
