using EpmRl.Retrieval.Encoding;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// The current version of an embedded index: each call gets the version that is current at that moment and keeps it until its lease is
/// disposed. The next call sees a swap, without a restart. Safe for concurrent callers.
/// </summary>
public sealed class CurrentIndex : IIndexProvider, IDisposable
{
    private const string Backend = "embedded";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly IndexFolder index;
    private readonly EncoderSpace? space;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock opening = new();
    private volatile OpenedVersion? newest;
    private string? failedVersion;
    private long failedAt;
    private bool disposed;

    /// <summary>Names the index; the first lease opens it.</summary>
    /// <param name="folder">The index's folder, which holds the file <c>current</c>.</param>
    /// <param name="space">Space of the encoder of the queries; a version of another one is not served. Null for any.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="logger">Receives versions opened, swapped and not opened; null for none.</param>
    public CurrentIndex(string folder, EncoderSpace? space = null, TimeProvider? time = null, ILogger<CurrentIndex>? logger = null)
    {
        index = new IndexFolder(folder);
        this.space = space;
        this.time = time ?? TimeProvider.System;
        this.logger = logger ?? NullLogger<CurrentIndex>.Instance;
    }

    /// <inheritdoc/>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Opening a version reads files on the calling thread; meanwhile other callers get the previous version.</remarks>
    public ValueTask<IndexLease> AcquireAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Follow().TryLease(out IndexLease? lease))
            {
                return new ValueTask<IndexLease>(lease);
            }
        }
    }

    /// <summary>Releases the version; it closes when its last lease is disposed.</summary>
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

            // One caller opens the new version; meanwhile the others get the old one.
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
            EmbeddedVectorIndex fitting = OpenFitting();
            var opened = new OpenedVersion(fitting);
            (newest, Problem, failedVersion) = (opened, null, null);
            IndexEvents.Opened(logger, Backend, index.Path, fitting.Manifest, served?.Name);
            served?.Release();
            return opened;
        }
        catch (Exception failed) when (failed is IndexFormatException or SpaceMismatchException
            or IOException or UnauthorizedAccessException)
        {
            IndexEvents.Failed(logger, Backend, index.Path, served?.Name, failed);
            if (served is null)
            {
                throw;
            }

            (Problem, failedVersion, failedAt) = (failed.Message, index.CurrentOrNull(), time.GetTimestamp());
            return served;
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
