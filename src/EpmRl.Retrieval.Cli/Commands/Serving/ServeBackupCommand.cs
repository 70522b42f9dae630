using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl serve backup</c> and <c>restore</c>: copies what a service stores into one archive, and back.</summary>
internal static class ServeBackupCommand
{
    private const string PostgresVariable = "EPMRL_POSTGRES";

    public static CliCommand Create()
    {
        Option<string> data = Data("Data folder of the service, which may be running.");
        var output = new Option<string>("--out", "-o")
        {
            Description = "Archive to write (tar, gzip); it holds listing texts and hashes of keys.", HelpName = "file", Required = true,
        };
        var command = new CliCommand(
            "backup", "Back up what a service stores: its database and the files of its jobs. With PostgreSQL (EPMRL_POSTGRES) the files "
                + "alone: back its database up with pg_dump, first.")
        {
            Examples = ["epmrl serve backup --data data --out backups/monday.tar.gz"],
            Options = { data, output },
        };
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string file = parsed.GetRequiredValue(output);
            using IDisposable claimed = new CommandFiles().Writes("--out", file).Claim();
            var options = new ServerOptions
            {
                DataFolder = parsed.GetRequiredValue(data), Postgres = Environment.GetEnvironmentVariable(PostgresVariable),
            };
            ServerBackupContent made = await WorkProgress.RunAsync(
                terminal, "backups", null, async _ => await ServerBackup.WriteAsync(options, file, TimeProvider.System, cancellationToken));
            terminal.Out.WriteLine(Describe("Backed up", made, file));
            if (!made.Database)
            {
                terminal.Say("The database is PostgreSQL's and not in the archive: back it up with pg_dump, before the files.");
            }

            return ExitCodes.Ok;
        });
    }

    public static CliCommand CreateRestore()
    {
        Option<string> data = Data("Data folder to make; it must not exist, or be empty.");
        var input = new Option<string>("--input", "-i") { Description = "The archive.", HelpName = "file", Required = true };
        var command = new CliCommand("restore", "Restore a backup of a service as a new data folder.")
        {
            Examples = ["epmrl serve restore --input backups/monday.tar.gz --data data"],
            Options = { data, input },
        };
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string file = parsed.GetRequiredValue(input), folder = parsed.GetRequiredValue(data);
            using IDisposable claimed = new CommandFiles().Reads("--input", file).ChangesFolder("--data", folder, hasOwnLock: false)
                .Claim();
            ServerBackupContent restored = await WorkProgress.RunAsync(
                terminal, "backups", null, async _ => await ServerBackup.RestoreAsync(file, folder, cancellationToken));
            terminal.Out.WriteLine(Describe("Restored", restored, folder));
            return ExitCodes.Ok;
        });
    }

    private static Option<string> Data(string description) => new("--data")
    {
        Description = $"{description} [default: data]", HelpName = "folder", DefaultValueFactory = _ => "data",
    };

    private static string Describe(string done, ServerBackupContent content, string path) => string.Create(
        CultureInfo.InvariantCulture,
        $"{done} {(content.Database ? "the database and " : "")}{content.Jobs:N0} job{(content.Jobs == 1 ? "" : "s")} of "
            + $"{content.Created:u}: {path}");
}
