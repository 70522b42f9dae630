using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace EpmRl.Retrieval.Server.Storage;

/// <summary>Brings the database to this version before the service starts.</summary>
internal sealed class DatabasePreparation(IDbContextFactory<ServerDatabase> databases, ServerOptions options) : IHostedService
{
    private const long MigrationLock = 0x65706d726c; // "epmrl"

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using ServerDatabase database = await databases.CreateDbContextAsync(cancellationToken);
        await PrepareAsync(database, options, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Creates or migrates the tables, one process at a time.</summary>
    /// <exception cref="InvalidRequestException">The database was written by a newer version; nothing was changed.</exception>
    public static async Task PrepareAsync(ServerDatabase database, ServerOptions options, CancellationToken cancellationToken)
    {
        CreateFolder(options.DataFolder);
        if (options.Postgres is not null)
        {
            await MigrateLockedAsync(database, cancellationToken);
            return;
        }

        string file = ServerStorage.SqliteFile(options);
        using ExclusiveLock held = await LockAsync(file, cancellationToken);
        if (File.Exists(file))
        {
            // EF's own lock is a row that a killed process leaves behind, and then waits for it for ever; ours ends with its process.
            await database.Database.ExecuteSqlAsync($"DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        }

        await MigrateAsync(database, cancellationToken);
    }

    // EF takes its own lock again for each migration, so two processes that both found none applied would both create the tables. This lock
    // belongs to the connection, and ends with it.
    private static async Task MigrateLockedAsync(ServerDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            await database.Database.OpenConnectionAsync(cancellationToken);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await MigrateAsync(database, cancellationToken); // creates the database
            return;
        }

        await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
        try
        {
            await MigrateAsync(database, cancellationToken);
        }
        finally
        {
            await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
            await database.Database.CloseConnectionAsync();
        }
    }

    private static async Task MigrateAsync(ServerDatabase database, CancellationToken cancellationToken)
    {
        DatabaseFacade facade = database.Database;
        string[] known = [.. facade.GetMigrations()];
        string[] applied = await facade.CanConnectAsync(cancellationToken)
            ? [.. await facade.GetAppliedMigrationsAsync(cancellationToken)] : [];
        if (applied.Except(known, StringComparer.Ordinal).ToArray() is [var newer, ..])
        {
            throw new InvalidRequestException($"The database was written by a newer version (its schema has '{newer}', which this version "
                + "does not know). Start that version, or restore a backup made by this one.");
        }

        if (applied.Length < known.Length)
        {
            await facade.MigrateAsync(cancellationToken);
        }
    }

    private static async Task<ExclusiveLock> LockAsync(string file, CancellationToken cancellationToken)
    {
        string path = Temporaries.LockOf(file);
        while (true)
        {
            if (ExclusiveLock.TryTake(path, keeps: false) is { } held)
            {
                return held;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    // Listing texts and hashes of keys are nobody else's business.
    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
