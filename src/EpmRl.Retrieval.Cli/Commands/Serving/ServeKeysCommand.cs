using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Server.Api;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>
/// <c>epmrl serve keys</c>: the keys of a service, in its database; the service need not run, and sees changes within seconds.
/// </summary>
internal static class ServeKeysCommand
{
    public static Command Create() => new("keys", "Make, list and revoke the keys of a service.")
    {
        CreateAdd(), CreateList(), CreateRevoke(),
    };

    private static CliCommand CreateAdd()
    {
        var scope = new Option<string>("--scope")
        {
            Description = "What the key allows; each scope includes those before it: read, tag, edit, admin.", Required = true,
        };
        scope.AcceptOnlyFromAmong([.. Enum.GetNames<KeyScope>().Select(name => name.ToLowerInvariant())]);
        var name = new Option<string?>("--name")
        {
            Description = "What people call it; the author of what it does. [default: its scope]", HelpName = "name",
        };
        var catalogs = new Option<string[]>("--catalog")
        {
            Description = "A catalogue that it allows; may be repeated. [default: all]", HelpName = "name", DefaultValueFactory = _ => [],
        };
        var expires = new Option<string?>("--expires")
        {
            Description = "When it ends: a date, or days from now such as 90d. [default: never]", HelpName = "date|days",
        };
        var rate = new Option<int?>("--requests-per-minute")
        {
            Description = "Its limit. [default: the service's]", HelpName = "n",
        };
        var database = new DatabaseOptions();
        var command = new CliCommand(
            "add",
            "Make a key and print it, this once: the service keeps only its hash. From the first key on, every request needs one.")
        {
            Examples =
            [
                "epmrl serve keys add --scope admin",
                "epmrl serve keys add --scope tag --name shop --catalog default --expires 90d",
            ],
            Options = { scope, name, catalogs, expires, rate },
        };
        database.AddTo(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            KeyScope wanted = Enum.Parse<KeyScope>(parsed.GetRequiredValue(scope), ignoreCase: true);
            var key = new NewKey(
                parsed.GetValue(name) ?? wanted.ToString().ToLowerInvariant(), wanted,
                [.. parsed.GetRequiredValue(catalogs).Distinct(StringComparer.Ordinal)], ExpiryOf(parsed.GetValue(expires)),
                parsed.GetValue(rate));
            KeyStore store = await database.OpenAsync(parsed, cancellationToken);
            (ApiKey made, string text) = await store.AddAsync(key, By(), cancellationToken);
            terminal.Say($"Key {made.Id} '{made.Name}', scope {wanted.ToString().ToLowerInvariant()}. It is not shown again. "
                + "Callers send it as 'Authorization: Bearer <key>'.");
            terminal.Out.WriteLine(text);
            return ExitCodes.Ok;
        });
    }

    private static CliCommand CreateList()
    {
        var database = new DatabaseOptions();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("list", "List the keys, oldest first; their secrets are not stored.")
        {
            Examples = ["epmrl serve keys list"],
        };
        database.AddTo(command);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            IReadOnlyList<ApiKey> keys = await (await database.OpenAsync(parsed, cancellationToken)).ListAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(
                    keys.Select(KeyBody.Of).Select(key => new
                    {
                        key.Id, key.Name, Scope = key.Scope.ToString().ToLowerInvariant(), key.Catalogs, key.RequestsPerMinute,
                        key.Created, key.CreatedBy, key.Expires, key.LastUsed, key.Revoked,
                    }),
                    JsonForPrograms.Options));
                return ExitCodes.Ok;
            }

            foreach (KeyBody key in keys.Select(KeyBody.Of))
            {
                string state = key.Revoked is { } revoked ? $"revoked {Day(revoked)}"
                    : key.Expires <= TimeProvider.System.GetUtcNow() ? $"ended {Day(key.Expires.Value)}"
                    : key.LastUsed is { } used ? $"used {Day(used)}"
                    : "never used";
                terminal.Out.WriteLine(
                    $"{key.Id}  {key.Scope.ToString().ToLowerInvariant(),-5}  {key.Name}  "
                    + $"{(key.Catalogs.Count == 0 ? "all catalogues" : string.Join(", ", key.Catalogs))}  "
                    + $"made {Day(key.Created)}  {state}");
            }

            if (keys.Count == 0)
            {
                terminal.Say("There is no key. Make one: epmrl serve keys add --scope admin");
            }

            return ExitCodes.Ok;
        });
    }

    private static CliCommand CreateRevoke()
    {
        var id = new Argument<string>("id") { Description = "The key's id, as 'list' shows it, or the key itself." };
        var database = new DatabaseOptions();
        var command = new CliCommand("revoke", "Revoke a key: a running service refuses it within seconds.")
        {
            Examples = ["epmrl serve keys revoke 3f9a12bc45de"],
            Arguments = { id },
        };
        database.AddTo(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string given = parsed.GetRequiredValue(id);
            string wanted = ApiKey.TryParse(given, out string ofKey, out _) ? ofKey : given;
            KeyStore store = await database.OpenAsync(parsed, cancellationToken);
            if (!await store.RevokeAsync(wanted, By(), cancellationToken))
            {
                throw new InvalidRequestException($"There is no active key '{wanted}'. 'epmrl serve keys list' shows all.");
            }

            terminal.Say($"Revoked {wanted}.");
            return ExitCodes.Ok;
        });
    }

    private static DateTimeOffset? ExpiryOf(string? text) => text switch
    {
        null => null,
        [.. string days, 'd'] when int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is > 0 and < 100_000 => TimeProvider.System.GetUtcNow().AddDays(count),
        _ when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset end) => end,
        _ => throw new UsageException($"--expires is '{text}'; expected a date such as 2027-01-31, or days such as 90d."),
    };

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string By() => Environment.UserName is { Length: > 0 } user ? user : "command";

    // The database that a service with the same options uses.
    private sealed class DatabaseOptions
    {
        private readonly Option<string?> data = new("--data")
        {
            Description = "Folder of the service's data. [default: data]", HelpName = "folder",
        };

        private readonly Option<string?> config = new("--config")
        {
            Description = "The service's JSON file of settings. PostgreSQL: there, or EPMRL_POSTGRES.", HelpName = "file",
        };

        public void AddTo(Command command)
        {
            command.Add(data);
            command.Add(config);
        }

        public async Task<KeyStore> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
        {
            var given = new Dictionary<string, string?>();
            if (parsed.GetValue(data) is { } folder)
            {
                given[nameof(ServerOptions.DataFolder)] = folder;
            }

            (ServerOptions options, _) = ServerSettings.Load(parsed.GetValue(config), Environment.GetEnvironmentVariables(), given);
            var databases = new PooledDbContextFactory<ServerDatabase>(await ServerStorage.OpenAsync(options, cancellationToken));
            var audit = new AuditLog(databases, TimeProvider.System);
            return new KeyStore(databases, audit, TimeProvider.System, NullLogger<KeyStore>.Instance);
        }
    }
}
