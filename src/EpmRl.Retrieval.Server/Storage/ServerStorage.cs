using System.Data.Common;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EpmRl.Retrieval.Server.Storage;

/// <summary>
/// Where the service keeps its state: PostgreSQL, or a SQLite file in the data folder. Everybody who needs the database takes an <see
/// cref="IDbContextFactory{TContext}"/> of <see cref="ServerDatabase"/> and makes a short-lived context for each piece of work.
/// </summary>
internal static class ServerStorage
{
    private const int BusySeconds = 30; // SQLite has one writer at a time; others wait this long
    private const int Retries = 8; // about a minute in all, so that a restarted PostgreSQL is waited for
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Adds the database; its tables are created or migrated before the service accepts requests.</summary>
    public static void AddServerStorage(this IServiceCollection services, ServerOptions options)
    {
        services.AddDbContextFactory<ServerDatabase>(database => Configure(database, options));
        services.AddHostedService<DatabasePreparation>(); // the first: hosted services start in order, the HTTP server last
    }

    /// <summary>Path of the SQLite file.</summary>
    public static string SqliteFile(ServerOptions options) => Path.Combine(Path.GetFullPath(options.DataFolder), "service.db");

    /// <summary>Opens the database without a service, for commands: migrates it and returns its contexts' settings.</summary>
    /// <exception cref="InvalidRequestException">It was written by a newer version.</exception>
    public static async Task<DbContextOptions<ServerDatabase>> OpenAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        var database = new DbContextOptionsBuilder<ServerDatabase>();
        Configure(database, options);
        await using var context = new ServerDatabase(database.Options);
        await DatabasePreparation.PrepareAsync(context, options, cancellationToken);
        return database.Options;
    }

    private static void Configure(DbContextOptionsBuilder database, ServerOptions options)
    {
        // Migrations are written by hand and hold for both providers; EF would compare the model with a snapshot of one.
        // Its log of every command would drown the service's own.
        database.ConfigureWarnings(warnings => warnings
            .Ignore(RelationalEventId.PendingModelChangesWarning)
            .Log((RelationalEventId.CommandExecuted, LogLevel.Debug)));
        if (options.Postgres is { } postgres)
        {
            database.UseNpgsql(postgres, npgsql => npgsql.EnableRetryOnFailure(Retries, LongestPause, errorCodesToAdd: null));
            return;
        }

        var connection = new SqliteConnectionStringBuilder { DataSource = SqliteFile(options), DefaultTimeout = BusySeconds };
        database.UseSqlite(connection.ToString());
        database.AddInterceptors(SqliteDurability.Instance);
    }

    // What a connection of SQLite forgets when it is closed.
    private sealed class SqliteDurability : DbConnectionInterceptor
    {
        public static readonly SqliteDurability Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using DbCommand command = Command(connection);
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using DbCommand command = Command(connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        private static DbCommand Command(DbConnection connection)
        {
            DbCommand command = connection.CreateCommand();
            command.CommandText = $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = {BusySeconds * 1000};";
            return command;
        }
    }
}
