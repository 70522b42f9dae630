using System.Security.Claims;
using EpmRl.Retrieval.Server.Security;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace EpmRl.Retrieval.Server.WebConsole;

/// <summary>
/// Signs the person of an open page out once their key is revoked or has ended: a page is one long connection, which no request checks
/// again. The layout then leads to the page that signs in; until it does, every call is refused.
/// </summary>
internal sealed class ConsoleAuthentication(ILoggerFactory loggers, KeyStore keys) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    // As often as the keys are read; a look costs no database.
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(2);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState state, CancellationToken cancellationToken) =>
        state.User.FindFirstValue(KeyAuthentication.KeyClaim) is not { } id || await keys.ActiveAsync(id, cancellationToken) is not null;
}
