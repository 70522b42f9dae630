using System.Globalization;
using System.Text.Json;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The process that writes an index: the content of the file next to the lock.</summary>
/// <param name="Token">Distinguishes this claim from every other one.</param>
/// <param name="Process">Id of the process.</param>
/// <param name="Host">The machine that it runs on.</param>
/// <param name="Since">When it took the lock.</param>
/// <param name="Seen">Time of its last sign of life.</param>
/// <param name="Done">How much of its present step is done.</param>
/// <param name="Total">How much there is to do; 0 while unknown.</param>
internal sealed record LockOwner(string Token, int Process, string Host, DateTimeOffset Since, DateTimeOffset Seen, long Done, long Total)
{
    public const string LockFile = ".lock";
    public const string OwnerFile = ".lock-owner";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Whether it runs, or ran, on this machine.</summary>
    public bool IsHere => Host == Environment.MachineName;

    /// <summary>The owner that the file names; null when there is none, or the file cannot be read.</summary>
    public static LockOwner? Read(string folder)
    {
        try
        {
            string file = Path.Combine(folder, OwnerFile);
            return File.Exists(file) ? JsonSerializer.Deserialize<LockOwner>(File.ReadAllText(file), Json) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether it is working: it gave a sign of life recently and, if that can be checked, its process runs.</summary>
    public bool IsAlive(DateTimeOffset now) => now - Seen <= BuildLock.Expiry && (!IsHere || Runs());

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    public override string ToString() =>
        $"process {Process} on {Host} since {Since.ToString("u", CultureInfo.InvariantCulture)}";

    private bool Runs()
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(Process);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
