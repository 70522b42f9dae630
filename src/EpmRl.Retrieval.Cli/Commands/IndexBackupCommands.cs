using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Indexing.Qdrant;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl index backup</c> and <c>restore</c>: copies the version that Qdrant serves into a folder of files, and back.</summary>
internal static class IndexBackupCommands
{
    public static CliCommand CreateBackup()
    {
        var index = new IndexTargets();
        var output =
            new Option<string>("--output", "-o") { Description = "Folder to write the backup into.", HelpName = "folder", Required = true };
        var command = new CliCommand(
            "backup", "Back up the version that Qdrant serves: a snapshot of its collection, the alias, and the version's description.")
        {
            Examples = ["epmrl index backup --index indexes/sample --qdrant http://localhost:6333 --output backups/sample-monday"],
        };
        index.AddTo(command);
        command.Add(output);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            using var backup = new QdrantBackup(Required(index, parsed));
            string folder = parsed.GetRequiredValue(output);
            using IDisposable claimed =
                new CommandFiles().Reads("--index", index.FolderOf(parsed)).ChangesFolder("--output", folder, hasOwnLock: false).Claim();
            QdrantBackupDescription made = await WorkProgress.RunAsync(
                terminal, "backups", null, async _ => await backup.CreateAsync(folder, cancellationToken));
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Backed up {made.Version}: {made.Vectors:N0} vectors, {made.SnapshotBytes / 1e6:N1} MB, in {folder}."));
            return ExitCodes.Ok;
        });
    }

    public static CliCommand CreateRestore()
    {
        var index = new IndexTargets();
        var input = new Option<string>("--input", "-i") { Description = "Folder of the backup.", HelpName = "folder", Required = true };
        var command = new CliCommand("restore", "Bring a backup into Qdrant and let readers see it.")
        {
            Examples = ["epmrl index restore --index indexes/sample --qdrant http://localhost:6333 --input backups/sample-monday"],
        };
        index.AddTo(command);
        command.Add(input);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            using var backup = new QdrantBackup(Required(index, parsed));
            using IDisposable claimed = new CommandFiles()
                .Reads("--input", parsed.GetRequiredValue(input)).ChangesFolder("--index", index.FolderOf(parsed), hasOwnLock: true)
                .Claim();
            QdrantBackupDescription restored = await WorkProgress.RunAsync(
                terminal, "backups", null, async _ => await backup.RestoreAsync(parsed.GetRequiredValue(input), cancellationToken));
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Restored {restored.Version}: {restored.Vectors:N0} vectors. Readers see it."));
            return ExitCodes.Ok;
        });
    }

    private static QdrantOptions Required(IndexTargets index, ParseResult parsed) => index.QdrantOf(parsed)
        ?? throw new UsageException("Name the Qdrant with --qdrant, or in QDRANT_URL. An embedded index is a folder: copy it.");
}
