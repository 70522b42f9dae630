using System.Net;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.Extensions.Hosting;

namespace EpmRl.Retrieval.Server.Security;

/// <summary>Refuses to start where the service would be open to the network without a key.</summary>
internal sealed class ListenAddresses(KeyStore keys, ServerOptions options, IConfiguration configuration) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string[] open = [.. All().Where(address => !IsLoopback(HostOf(address)))];
        if (open.Length == 0 || options.Worker || options.Security is not { Authority: null, UserHeader: null }
            || await keys.AnyAsync(cancellationToken))
        {
            return;
        }

        throw new InvalidRequestException(
            $"There is no key yet, and {string.Join(", ", open)} is open to the network. Make a key first: "
            + $"epmrl serve keys add --scope admin --data {options.DataFolder}. Or listen on this machine alone: --urls "
                + $"http://127.0.0.1:8080");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whether a host is this machine.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    // Kestrel's own section takes the place of the addresses.
    private IEnumerable<string> All() => options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>());

    // '*' and '+' stand for every address, which no URI can say.
    private static string HostOf(string address) => Microsoft.AspNetCore.Http.BindingAddress.Parse(address).Host;
}
