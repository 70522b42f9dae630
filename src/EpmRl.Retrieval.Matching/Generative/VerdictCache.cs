using System.Text.Json;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Answers of generators in a folder, one JSON line each, appended and flushed to the disk. Several processes may use one folder: each
/// appends under a lock and then knows what the others wrote. Safe for concurrent callers.
/// </summary>
/// <remarks>A line torn by a crash is passed over, and the next line begins after it; it costs one answer, never the file.</remarks>
internal sealed class VerdictCache : IDisposable
{
    private const string FileName = "verdicts.jsonl", LockName = "verdicts.lock";
    private const int LockTries = 500;

    private static readonly JsonSerializerOptions Written = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly TimeSpan LockWait = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<(string, string, string, string), CachedAnswer> answers = [];
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly string folder;
    private long read; // bytes of the file that are known

    private VerdictCache(string folder) => this.folder = folder;

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(folder, FileName);

    /// <summary>Answers known.</summary>
    public int Count
    {
        get
        {
            lock (answers)
            {
                return answers.Count;
            }
        }
    }

    /// <summary>Lines passed over because they are torn or damaged.</summary>
    public int DamagedLines { get; private set; }

    /// <summary>Opens a cache; makes its folder where it is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It cannot be made or read.</exception>
    public static VerdictCache Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        var cache = new VerdictCache(folder);
        if (File.Exists(cache.Path))
        {
            using FileStream file = File.Open(cache.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            cache.ReadTail(file);
        }

        return cache;
    }

    /// <summary>The answer to a question; null where none is known.</summary>
    public CachedAnswer? Find((string A, string B, string Model, string Prompt) key)
    {
        lock (answers)
        {
            return answers.GetValueOrDefault(key);
        }
    }

    /// <summary>Adds an answer; returns when it is on the disk.</summary>
    /// <exception cref="InUseException">Another process holds the lock too long.</exception>
    /// <exception cref="IOException">The disk is full, or the like; the file then ends in a complete line.</exception>
    public async Task AddAsync(CachedAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(answer, Written), (byte)'\n'];
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using ExclusiveLock held = await TakeLockAsync(cancellationToken).ConfigureAwait(false);
            using var file = new FileStream(
                Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            ReadTail(file);
            file.Seek(0, SeekOrigin.End);
            bool isTorn = read < file.Length;
            WholeLines.Write(file, isTorn ? [(byte)'\n', .. line] : line);
            file.Flush(flushToDisk: true);
            ReadTail(file);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task<ExclusiveLock> TakeLockAsync(CancellationToken cancellationToken)
    {
        string path = System.IO.Path.Combine(folder, LockName);
        for (int i = 0; ; i++)
        {
            if (ExclusiveLock.TryTake(path, keeps: true) is { } held)
            {
                return held;
            }

            if (i == LockTries)
            {
                throw InUseException.Of(Path, LockHolder.Read(path));
            }

            await Task.Delay(LockWait, cancellationToken).ConfigureAwait(false);
        }
    }

    // Complete lines after those known; the bytes after the last line feed are a line in the making, or a torn one.
    private void ReadTail(FileStream file)
    {
        if (file.Length < read)
        {
            read = 0; // somebody emptied the file; what is known stays true
        }

        var tail = new byte[file.Length - read];
        file.Seek(read, SeekOrigin.Begin);
        int length = file.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> rest = tail.AsSpan(0, length);
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            Keep(rest[..end]);
            read += end + 1;
        }
    }

    private void Keep(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            return;
        }

        CachedAnswer? answer = null;
        try
        {
            answer = JsonSerializer.Deserialize<CachedAnswer>(line, Written);
        }
        catch (JsonException)
        {
            // Counted below.
        }

        if (answer is not { A: not null, B: not null, Model: not null, Prompt: not null, Text: not null })
        {
            DamagedLines++;
            return;
        }

        lock (answers)
        {
            answers[answer.Key] = answer;
        }
    }
}
