using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Server;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.AspNetCore.Builder;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl serve</c>: the service.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var settings = new ServeOptionSet();
        var worker = new Option<bool>("--worker")
        {
            Description = "Only work on jobs that servers with the same --nats, --data and EPMRL_POSTGRES hand out; any number may run.",
        };
        var command = new CliCommand(
            "serve",
            "Serve the engine: HTTP API, jobs, review and a console in the browser. Without any key it listens on this machine alone.")
        {
            Examples =
            [
                "epmrl serve --index indexes/sample --taxonomy taxonomy/sample",
                "epmrl serve --index indexes/mine --taxonomy taxonomy/mine --model models/mine --data data --urls http://0.0.0.0:8080",
                "epmrl serve --config server.json",
                "epmrl serve --worker --nats nats://10.0.0.5:4222 --index indexes/mine --data /mnt/shared/data",
            ],
        };
        settings.AddTo(command);
        command.Add(worker);
        command.Add(ServeKeysCommand.Create());
        command.Add(ServeBackupCommand.Create());
        command.Add(ServeBackupCommand.CreateRestore());
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            (ServerOptions options, var configuration) = settings.Load(parsed, terminal);
            options.Worker |= parsed.GetValue(worker);
            await using WebApplication app = RetrievalServer.Build(options, configuration);
            await RetrievalServer.RunAsync(app, Greet, cancellationToken);
            return ExitCodes.Ok;

            void Greet(WebApplication started)
            {
                foreach (string address in started.Urls)
                {
                    terminal.Say(options.Worker
                        ? $"Worker; its state is at {address}/readyz. Ctrl-C stops."
                        : $"Serving {address}: console {address}/, API {address}/api. Ctrl-C stops.");
                }
            }
        });
    }
}
