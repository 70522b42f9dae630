using System.Security.Claims;
using EpmRl.Retrieval.Server.Api;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Security;
using Microsoft.AspNetCore.Components.Authorization;

namespace EpmRl.Retrieval.Server.WebConsole;

/// <summary>One person's visit: who it is, which catalogue they look at, and the engine for their calls.</summary>
internal sealed class ConsoleSession(
    EngineHost engines, ServerOptions options, AuthenticationStateProvider authentication)
{
    /// <summary>Cookie that keeps the chosen catalogue.</summary>
    public const string CatalogCookie = "epmrl-catalog";

    private string? chosen;

    /// <summary>The settings of the service.</summary>
    public ServerOptions Options => options;

    /// <summary>Whether the engine answers.</summary>
    public bool IsReady => engines.IsReady;

    /// <summary>Why the engine could not be opened; null when it is open or opening.</summary>
    public string? Failure => engines.Failure?.Message;

    /// <summary>Who it is.</summary>
    public async Task<ClaimsPrincipal> CallerAsync() => (await authentication.GetAuthenticationStateAsync()).User;

    /// <summary>Whether the person may do something.</summary>
    public async Task<bool> AllowsAsync(KeyScope scope) => Allows(await CallerAsync(), scope);

    /// <summary>The catalogues that the person may use, by name.</summary>
    public async Task<IReadOnlyList<string>> CatalogsAsync()
    {
        ClaimsPrincipal caller = await CallerAsync();
        return [.. options.Catalogs.Keys.Where(caller.MayUse).Order(StringComparer.Ordinal)];
    }

    /// <summary>Chooses the catalogue; one that the person may not use is ignored.</summary>
    public void Choose(string? catalog) => chosen = catalog;

    /// <summary>The catalogue: the chosen one where it is allowed, else the default or the first that is allowed.</summary>
    public async Task<string> CatalogAsync()
    {
        IReadOnlyList<string> allowed = await CatalogsAsync();
        return chosen is not null && allowed.Contains(chosen, StringComparer.Ordinal) ? chosen
            : allowed.Contains(ServerOptions.DefaultCatalog, StringComparer.Ordinal) ? ServerOptions.DefaultCatalog
            : allowed.FirstOrDefault() ?? ServerOptions.DefaultCatalog;
    }

    /// <summary>Calls the engine for the person, within the time of a request.</summary>
    /// <param name="scope">What the call requires.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RequestException">The person may not do this.</exception>
    /// <exception cref="NotReadyException">No engine is open yet.</exception>
    public async Task<T> CallAsync<T>(
        KeyScope scope, Func<CatalogEngine, CancellationToken, Task<T>> call, CancellationToken cancellationToken = default)
    {
        await DemandAsync(scope);
        using EngineLease lease = engines.Acquire();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Limits.RequestTimeout);
        return await call(lease.Catalog(await CatalogAsync()), deadline.Token);
    }

    /// <summary>Refuses a person whose key does not allow something.</summary>
    /// <exception cref="RequestException">It does not.</exception>
    public async Task DemandAsync(KeyScope scope)
    {
        if (!await AllowsAsync(scope))
        {
            throw new RequestException(
                StatusCodes.Status403Forbidden, "forbidden",
                $"Your key does not allow this: it requires the scope '{scope.ToString().ToLowerInvariant()}'.");
        }
    }

    /// <summary>What a person reads of a failure; details of defects stay in the log.</summary>
    public static string TextOf(Exception failure) => Problems.Of(failure).Status switch
    {
        StatusCodes.Status500InternalServerError => "The service failed to answer. Its log says more.",
        _ when failure is OperationCanceledException => "The service took too long to answer. Try again in a moment.",
        _ => failure.Message,
    };

    private static bool Allows(ClaimsPrincipal caller, KeyScope scope) => caller.FindAll(KeyAuthentication.ScopeClaim)
        .Any(claim => Enum.TryParse(claim.Value, ignoreCase: true, out KeyScope held) && held >= scope);
}
