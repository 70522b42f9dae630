using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Jobs;
using EpmRl.Retrieval.Server.Storage;
using EpmRl.Retrieval.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EpmRl.Retrieval.Server;

/// <summary>What a backup holds.</summary>
/// <param name="Format">Version of its form.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Database">Whether it has the database; that of PostgreSQL is backed up with its own tools.</param>
/// <param name="Jobs">Jobs with files.</param>
internal sealed record ServerBackupContent(int Format, DateTimeOffset Created, bool Database, int Jobs);

/// <summary>
/// Backup and restore of what the service stores: one archive (tar, gzip) of the database and the files of jobs, made while the service
/// runs. The database is copied first, so that every file it relies on is there; what happened later is done again after a restore.
/// </summary>
internal static partial class ServerBackup
{
    private const int Format = 1;
    private const string Content = "backup.json", Database = "service.db", JobFolder = "jobs";

    /// <summary>Writes a backup; only its owner may read it, since it holds listing texts and hashes of keys.</summary>
    /// <param name="options">The data folder, and PostgreSQL where it is used.</param>
    /// <param name="output">The archive; it appears complete or not at all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidRequestException">The data folder holds nothing.</exception>
    public static async Task<ServerBackupContent> WriteAsync(
        ServerOptions options, string output, TimeProvider time, CancellationToken cancellationToken)
    {
        string database = ServerStorage.SqliteFile(options);
        bool isSqlite = options.Postgres is null;
        if (isSqlite && !File.Exists(database))
        {
            throw new InvalidRequestException(
                $"'{options.DataFolder}' holds no {Database}. Name the data folder of a service; with PostgreSQL, set EPMRL_POSTGRES too.");
        }

        using TemporaryFolder scratch = TemporaryFolder.Beside(Path.GetFullPath(output) + ".database");
        if (isSqlite)
        {
            CopyDatabase(database, scratch[Database]);
        }

        string[] jobs = await JobsAsync(options, isSqlite ? scratch[Database] : null, cancellationToken);
        var files = new JobFiles(options);
        var content = new ServerBackupContent(Format, time.GetUtcNow(), isSqlite, jobs.Count(job => Directory.Exists(files.FolderOf(job))));
        using var file = new AtomicFile(output);
        await using (var packed = new GZipStream(file.Stream, CompressionLevel.Fastest, leaveOpen: true))
        await using (var archive = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            await AddAsync(archive, Content, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(content)), cancellationToken);
            if (isSqlite)
            {
                await AddFileAsync(archive, Database, scratch[Database], cancellationToken);
            }

            foreach (string job in jobs)
            {
                foreach (string path in FilesOf(files.FolderOf(job)))
                {
                    string name = $"{JobFolder}/{job}/{Path.GetRelativePath(files.FolderOf(job), path).Replace('\\', '/')}";
                    await AddFileAsync(archive, name, path, cancellationToken);
                }
            }
        }

        file.Commit();
        FileModes.TrySet(output, FileModes.PrivateFile);
        return content;
    }

    /// <summary>Restores a backup as a new data folder, which appears complete or not at all.</summary>
    /// <param name="input">The archive.</param>
    /// <param name="folder">The data folder; must not exist, or be empty.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidRequestException">The folder holds something, or the archive is not a backup, or damaged.</exception>
    public static async Task<ServerBackupContent> RestoreAsync(string input, string folder, CancellationToken cancellationToken)
    {
        string target = Path.GetFullPath(folder);
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new InvalidRequestException(
                $"'{folder}' is not empty. A backup is restored into a new folder; move the old one away first.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using TemporaryFolder made = TemporaryFolder.Beside(target);
        ServerBackupContent? content = null;
        try
        {
            await using var packed = new GZipStream(File.OpenRead(input), CompressionMode.Decompress);
            await using var archive = new TarReader(packed);
            while (await archive.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (content is null)
                {
                    content = await ReadContentAsync(entry, input, cancellationToken);
                    continue;
                }

                await ExtractAsync(entry, made, input, cancellationToken);
            }
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw NotABackup(input, damaged);
        }

        if (content is null || content.Database != File.Exists(made[Database]))
        {
            throw NotABackup(input);
        }

        if (content.Database)
        {
            Check(made[Database], input);
        }

        if (Directory.Exists(target))
        {
            Directory.Delete(target); // empty
        }

        made.MoveTo(target);
        FileModes.TrySet(target, FileModes.PrivateFolder);
        return content;
    }

    private static void CopyDatabase(string from, string to)
    {
        using var source = new SqliteConnection(Connection(from, SqliteOpenMode.ReadWrite));
        using var copy = new SqliteConnection(Connection(to, SqliteOpenMode.ReadWriteCreate));
        source.Open();
        copy.Open();
        source.BackupDatabase(copy); // SQLite's online backup: one consistent state while others write
    }

    private static async Task<string[]> JobsAsync(ServerOptions options, string? copy, CancellationToken cancellationToken)
    {
        if (copy is null)
        {
            await using var postgres = new ServerDatabase(await ServerStorage.OpenAsync(options, cancellationToken));
            return await postgres.Set<JobRow>().Where(job => !job.FilesDeleted).Select(job => job.Id).ToArrayAsync(cancellationToken);
        }

        await using var connection = new SqliteConnection(Connection(copy, SqliteOpenMode.ReadOnly));
        await connection.OpenAsync(cancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT \"Id\" FROM jobs WHERE NOT \"FilesDeleted\"";
        await using SqliteDataReader rows = await command.ExecuteReaderAsync(cancellationToken);
        var jobs = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
        {
            jobs.Add(rows.GetString(0));
        }

        return [.. jobs];
    }

    // Results come last: one that appears after the look at the chunks must not be missed while they are deleted.
    private static string[] FilesOf(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetFileName(path)[0] != '.')
                .OrderBy(path => Path.GetFileName(path).StartsWith("result", StringComparison.Ordinal))
                .ThenBy(path => path, StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return []; // the job was deleted meanwhile
        }
    }

    private static async Task AddFileAsync(TarWriter archive, string name, string path, CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return; // deleted meanwhile
        }

        await using (file)
        {
            await AddAsync(archive, name, file, cancellationToken);
        }
    }

    private static Task AddAsync(TarWriter archive, string name, Stream data, CancellationToken cancellationToken) =>
        archive.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data, Mode = FileModes.PrivateFile }, cancellationToken);

    private static async Task<ServerBackupContent> ReadContentAsync(TarEntry entry, string input, CancellationToken cancellationToken)
    {
        if (entry is not { Name: Content, DataStream: { } data, Length: < 1 << 16 })
        {
            throw NotABackup(input);
        }

        try
        {
            var content = await JsonSerializer.DeserializeAsync<ServerBackupContent>(data, cancellationToken: cancellationToken);
            return content switch
            {
                null => throw NotABackup(input),
                { Format: not Format } => throw new InvalidRequestException(
                    $"'{input}' is a backup of form {content.Format}; this version reads form {Format}. Restore it with the version that "
                        + $"made it."),
                _ => content,
            };
        }
        catch (JsonException damaged)
        {
            throw NotABackup(input, damaged);
        }
    }

    private static async Task ExtractAsync(TarEntry entry, TemporaryFolder made, string input, CancellationToken cancellationToken)
    {
        if (entry.EntryType != TarEntryType.RegularFile || !Known().IsMatch(entry.Name))
        {
            throw NotABackup(input);
        }

        string path = made[entry.Name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        FileModes.TrySet(path, FileModes.PrivateFile);
        if (entry.DataStream is { } data)
        {
            await data.CopyToAsync(file, cancellationToken);
        }

        file.Flush(flushToDisk: true);
    }

    private static void Check(string database, string input)
    {
        try
        {
            using var connection = new SqliteConnection(Connection(database, SqliteOpenMode.ReadOnly));
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check";
            if (command.ExecuteScalar() as string != "ok")
            {
                throw NotABackup(input);
            }
        }
        catch (SqliteException damaged)
        {
            throw NotABackup(input, damaged);
        }
    }

    private static string Connection(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString();

    private static InvalidRequestException NotABackup(string input, Exception? cause = null) =>
        new($"'{input}' is not a backup of the service, or it is damaged. Nothing was restored.", cause);

    [GeneratedRegex("^(service\\.db|jobs/[0-9a-f]{32}/"
        + "(input|errors\\.jsonl|result\\.(jsonl|csv|parquet)|chunks/[0-9]{6,}(\\.errors)?\\.jsonl))$")]
    private static partial Regex Known();
}
