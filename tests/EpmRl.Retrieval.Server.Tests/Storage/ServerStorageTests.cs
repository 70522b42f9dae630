using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Jobs;
using EpmRl.Retrieval.Server.Storage;
using EpmRl.Retrieval.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EpmRl.Retrieval.Server.Tests.Storage;

public sealed class ServerStorageTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    private ServerOptions Options => new() { DataFolder = scratch.Path };

    [Fact]
    public async Task Several_processes_may_prepare_one_database_at_the_same_time()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ServerStorage.OpenAsync(Options, default))));

        await using ServerDatabase database = await OpenAsync();
        Assert.Equal(0, await database.Set<JobRow>().CountAsync());
        Assert.Equal("wal", (await database.Database.SqlQuery<string>($"PRAGMA journal_mode").ToListAsync()).Single());
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await using (ServerDatabase database = await OpenAsync())
        {
            await database.Database.ExecuteSqlAsync($"INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_later', '99.0')");
        }

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => ServerStorage.OpenAsync(Options, default));

        Assert.Contains("29990101000000_later", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_a_killed_migration_left_does_not_stop_the_next_one()
    {
        await using (ServerDatabase database = await OpenAsync())
        {
            await database.Database.ExecuteSqlAsync(
                $"DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '%_jobs'");
            await database.Database.ExecuteSqlAsync($"DROP TABLE jobs");
            await database.Database.ExecuteSqlAsync($"DROP TABLE job_chunks");
            await database.Database.ExecuteSqlAsync(
                $"CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (\"Id\" INTEGER PRIMARY KEY, \"Timestamp\" TEXT NOT NULL)");
            await database.Database.ExecuteSqlAsync($"INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01')");
        }

        await using ServerDatabase next = await OpenAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, await next.Set<JobRow>().CountAsync());
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        scratch.Dispose();
    }

    private async Task<ServerDatabase> OpenAsync() => new(await ServerStorage.OpenAsync(Options, default));
}
