using System.Globalization;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace EpmRl.Retrieval.Storage;

/// <summary>The holder of a lock: the content of its file.</summary>
/// <param name="Process">Id of the process.</param>
/// <param name="Host">Its machine.</param>
/// <param name="Command">The program and its first arguments: <c>epmrl tag</c>.</param>
/// <param name="Since">When it took the lock.</param>
internal sealed record LockHolder(int Process, string Host, string Command, DateTimeOffset Since)
{
    private const int MostWords = 2, MostBytes = 4096, Tries = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>This process, now.</summary>
    public static LockHolder Current()
    {
        string[] words = Environment.GetCommandLineArgs();
        string command = string.Join(' ', words.Skip(1).TakeWhile(word => !word.StartsWith('-')).Take(MostWords)
            .Prepend(Path.GetFileNameWithoutExtension(words[0])));
        return new LockHolder(Environment.ProcessId, Environment.MachineName, command, TimeProvider.System.GetUtcNow());
    }

    /// <summary>
    /// The holder named in a lock's file; null when it cannot be read. A holder writes its name just after taking the lock; this waits for
    /// it.
    /// </summary>
    public static LockHolder? Read(string lockFile)
    {
        for (int i = 1; i < Tries; i++)
        {
            if (ReadNow(lockFile) is { } holder)
            {
                return holder;
            }

            Thread.Sleep(Pause);
        }

        return ReadNow(lockFile);
    }

    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"process {Process} on {Host} since {Since:u} ({Command})");

    private static LockHolder? ReadNow(string lockFile)
    {
        try
        {
            using SafeFileHandle? file = DurableFiles.OpenToLook(lockFile);
            byte[] text = new byte[MostBytes];
            return file is null ? null : JsonSerializer.Deserialize<LockHolder>(text.AsSpan(0, RandomAccess.Read(file, text, 0)), Json);
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // not written yet, or the disk was full
        }
    }
}
