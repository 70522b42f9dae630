using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// The current version of an embedded index for programs that run long: whoever asks gets the version that is current then, whole, and
/// keeps it until the answer is given. A swap is seen by the next call; nothing is restarted. Safe for concurrent callers.
/// </summary>
public sealed class CurrentIndex : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly IndexFolder index;
    private readonly EncoderSpace? space;
    private readonly TimeProvider time;
    private readonly Lock opening = new();
    private volatile OpenedVersion? newest;
    private string? failedVersion;
    private long failedAt;
    private bool disposed;

    /// <summary>Names the index, which is opened when it is first asked for.</summary>
    /// <param name="folder">The index's folder, which holds the file <c>current</c>.</param>
    /// <param name="space">Space of the encoder whose vectors will be asked; a version of another one is not served. Null for any.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public CurrentIndex(string folder, EncoderSpace? space = null, TimeProvider? time = null)
    {
        index = new IndexFolder(folder);
        this.space = space;
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>
    /// Why the version that <c>current</c> names is not the one that is served; null when it is. A version that cannot be opened does not
    /// take the place of one that answers.
    /// </summary>
    public string? Problem { get; private set; }

    /// <summary>The current version, held open until the lease is disposed, whatever is published or pruned meanwhile.</summary>
    /// <exception cref="IndexFormatException">There is no index, or it cannot be opened and no earlier version was.</exception>
    /// <exception cref="SpaceMismatchException">It was built with another encoder, and no earlier version was served.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public IndexLease Acquire()
    {
        while (true)
        {
            OpenedVersion version = Follow();
            if (version.TryHold())
            {
                return new IndexLease(version);
            }
        }
    }

    /// <summary>Lets go of the version; it closes when the last lease does.</summary>
    public void Dispose()
    {
        lock (opening)
        {
            disposed = true;
            newest?.Release();
            newest = null;
        }
    }

    private OpenedVersion Follow()
    {
        OpenedVersion? served = newest;
        if (served is not null)
        {
            string? current = index.CurrentOrNull();
            if (current is null || current == served.Name || IsWaiting(current))
            {
                return served;
            }

            // One caller opens the new version; the others are answered by the old one meanwhile.
            if (!opening.TryEnter())
            {
                return served;
            }
        }
        else
        {
            opening.Enter();
        }

        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return newest is { } other && other != served ? other : Open(served);
        }
        finally
        {
            opening.Exit();
        }
    }

    private OpenedVersion Open(OpenedVersion? served)
    {
        try
        {
            var opened = new OpenedVersion(OpenFitting());
            (newest, Problem, failedVersion) = (opened, null, null);
            served?.Release();
            return opened;
        }
        catch (Exception failed) when (served is not null && failed is IndexFormatException or SpaceMismatchException or IOException or UnauthorizedAccessException)
        {
            (Problem, failedVersion, failedAt) = (failed.Message, index.CurrentOrNull(), time.GetTimestamp());
            return served!;
        }
    }

    private EmbeddedVectorIndex OpenFitting()
    {
        EmbeddedVectorIndex opened = EmbeddedVectorIndex.Open(index.Path);
        try
        {
            if (space is not null)
            {
                SpaceMismatchException.ThrowIfDifferent(opened.Manifest, space);
            }

            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private bool IsWaiting(string current) => failedVersion == current && time.GetElapsedTime(failedAt) < RetryAfter;
}
