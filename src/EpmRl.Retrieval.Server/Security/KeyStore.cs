using System.Collections.Concurrent;
using System.Collections.Frozen;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace EpmRl.Retrieval.Server.Security;

/// <summary>
/// The keys of the service. All are held in memory and read again every two seconds, so that requests ask no database and a revocation by
/// another process is seen within seconds. Safe for concurrent callers.
/// </summary>
internal sealed class KeyStore(IDbContextFactory<ServerDatabase> databases, AuditLog audit, TimeProvider time, ILogger<KeyStore> logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(1); // how long a database that is restarted is not missed
    private static readonly TimeSpan Coarse = TimeSpan.FromHours(1); // of the time of last use

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> noted = new(StringComparer.Ordinal);
    private Held? held;
    private Task<Held>? reading;

    /// <summary>Whether any key was ever made; from then on every request needs one.</summary>
    public async ValueTask<bool> AnyAsync(CancellationToken cancellationToken) => (await KeysAsync(cancellationToken)).Count > 0;

    /// <summary>The key of a text; null where there is none, it is revoked or it has ended.</summary>
    /// <param name="text">The text, <c>epk_id_secret</c>.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async ValueTask<ApiKey?> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (!ApiKey.TryParse(text, out string id, out string secret))
        {
            return null;
        }

        ApiKey? key = (await KeysAsync(cancellationToken)).GetValueOrDefault(id);
        return (key ?? Nobody).Fits(secret) && key is not null && key.IsActive(time.GetUtcNow()) ? Used(key) : null;
    }

    /// <summary>An active key by its id, for callers that were recognised before; null where it is no longer active.</summary>
    public async ValueTask<ApiKey?> ActiveAsync(string id, CancellationToken cancellationToken) =>
        (await KeysAsync(cancellationToken)).GetValueOrDefault(id) is { } key && key.IsActive(time.GetUtcNow()) ? key : null;

    /// <summary>All keys, oldest first, revoked ones included.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Set<ApiKey>().AsNoTracking().OrderBy(key => key.Created).ThenBy(key => key.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Makes a key.</summary>
    /// <param name="wanted">What it allows.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The key, and its text, which is shown once.</returns>
    /// <exception cref="InvalidRequestException">A setting is wrong.</exception>
    public async Task<(ApiKey Key, string Text)> AddAsync(NewKey wanted, string by, CancellationToken cancellationToken)
    {
        wanted.ThrowIfWrong(time.GetUtcNow());
        (ApiKey key, string text) = ApiKey.Make(wanted.Name, wanted.Scope, wanted.Catalogs, by, time.GetUtcNow());
        key.RequestsPerMinute = wanted.RequestsPerMinute;
        key.Expires = wanted.Expires?.ToUnixTimeMilliseconds();
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        database.Add(key);
        audit.Add(database, by, null, "key.add", key.Id, new { key.Name, Scope = key.Scope.ToString(), wanted.Catalogs, wanted.Expires });
        await database.SaveChangesAsync(cancellationToken);
        Forget();
        return (key, text);
    }

    /// <summary>Revokes a key; this process refuses it at once, others within seconds.</summary>
    /// <returns>False where there is no such key, or it was revoked before.</returns>
    public async Task<bool> RevokeAsync(string id, string by, CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Set<ApiKey>().FirstOrDefaultAsync(key =>
            key.Id == id && key.Revoked == null, cancellationToken) is not { } found)
        {
            return false;
        }

        found.Revoked = time.GetUtcNow().ToUnixTimeMilliseconds();
        audit.Add(database, by, null, "key.revoke", id, new { found.Name });
        await database.SaveChangesAsync(cancellationToken);
        Forget();
        return true;
    }

    // An unknown id costs the same comparison as a known one.
    private static readonly ApiKey Nobody = new() { Hash = new byte[32] };

    private async ValueTask<FrozenDictionary<string, ApiKey>> KeysAsync(CancellationToken cancellationToken)
    {
        Held? known = Volatile.Read(ref held);
        TimeSpan age = known is null ? TimeSpan.MaxValue : time.GetElapsedTime(known.Read);
        if (age < Fresh)
        {
            return known!.Keys;
        }

        Task<Held> newer;
        lock (gate)
        {
            newer = reading ??= ReadAsync();
        }

        if (age > Stale)
        {
            return (await newer.WaitAsync(cancellationToken)).Keys;
        }

        try
        {
            return (await newer.WaitAsync(TimeSpan.FromSeconds(1), time, cancellationToken)).Keys;
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            logger.KeysNotRead(failed.Message);
            return known!.Keys;
        }
    }

    private async Task<Held> ReadAsync()
    {
        await Task.Yield(); // not below the lock
        try
        {
            long now = time.GetTimestamp();
            await using ServerDatabase database = await databases.CreateDbContextAsync();
            List<ApiKey> keys = await database.Set<ApiKey>().AsNoTracking().ToListAsync();
            var read = new Held(keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal), now);
            lock (gate)
            {
                held = read;
            }

            return read;
        }
        finally
        {
            lock (gate)
            {
                reading = null;
            }
        }
    }

    // A reading that began before a change must not count after it.
    private void Forget()
    {
        lock (gate)
        {
            (held, reading) = (null, null);
        }
    }

    private ApiKey Used(ApiKey key)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool isRecent = key.LastUsed is { } last && now - DateTimeOffset.FromUnixTimeMilliseconds(last) < Coarse;
        if (!isRecent && (!noted.TryGetValue(key.Id, out DateTimeOffset before) || now - before >= Coarse))
        {
            noted[key.Id] = now;
            _ = NoteAsync(key.Id, now.ToUnixTimeMilliseconds());
        }

        return key;
    }

    private async Task NoteAsync(string id, long now)
    {
        try
        {
            await using ServerDatabase database = await databases.CreateDbContextAsync();
            await database.Set<ApiKey>().Where(key => key.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsed, now));
        }
        catch (Exception failed)
        {
            logger.KeysNotRead(failed.Message); // nobody waits for it
        }
    }

    private sealed record Held(FrozenDictionary<string, ApiKey> Keys, long Read);
}

/// <summary>A key to make.</summary>
/// <param name="Name">What people call it; the author of what it does.</param>
/// <param name="Scope">What it allows.</param>
/// <param name="Catalogs">The catalogues that it allows; empty for all.</param>
/// <param name="Expires">When it ends; null for never.</param>
/// <param name="RequestsPerMinute">Requests a minute; null for the service's limit.</param>
internal sealed record NewKey(
    string Name, KeyScope Scope, IReadOnlyList<string> Catalogs, DateTimeOffset? Expires = null, int? RequestsPerMinute = null)
{
    private const int LongestName = 100;

    /// <summary>Checks it.</summary>
    /// <exception cref="InvalidRequestException">A setting is wrong.</exception>
    public void ThrowIfWrong(DateTimeOffset now)
    {
        string? problem =
            Name.Trim().Length is 0 or > LongestName || Name.Any(char.IsControl) ? $"A key's name has 1 to {LongestName} characters."
            : Catalogs.FirstOrDefault(name => name.Length is 0 or > 64
                || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_'))) is { } wrong
                ? $"'{wrong}' is not the name of a catalogue."
            : Expires <= now ? $"The key would end at {Expires:u}, which has passed."
            : RequestsPerMinute is < 1 ? $"{RequestsPerMinute} requests a minute: expected 1 or more."
            : null;
        if (problem is not null)
        {
            throw new InvalidRequestException(problem);
        }
    }
}
