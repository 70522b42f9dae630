using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace EpmRl.Retrieval.Server.Security;

/// <summary>Recognises callers by their keys. Without any key the service is open to this machine alone, with every scope.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string Name = "key";

    /// <summary>Claim that states a caller's scope.</summary>
    public const string ScopeClaim = "epmrl:scope";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, "local"), new Claim(ScopeClaim, KeyScope.Admin.ToString())], Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name)));
    }
}

/// <summary>Allows callers whose scope includes the one required.</summary>
internal sealed class ScopeHandler : AuthorizationHandler<ScopeRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (context.User.FindAll(KeyAuthentication.ScopeClaim)
            .Any(claim => Enum.TryParse(claim.Value, ignoreCase: true, out KeyScope scope) && scope >= requirement.Scope))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Adds authentication and authorization.</summary>
internal static class SecurityServices
{
    /// <summary>Adds them; every route requires at least to be recognised, unless it says otherwise.</summary>
    public static void AddSecurity(this IServiceCollection services)
    {
        services.AddAuthentication(KeyAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Name, null);
        AuthorizationBuilder authorization = services.AddAuthorizationBuilder();
        foreach (KeyScope scope in Enum.GetValues<KeyScope>())
        {
            authorization.AddPolicy(ScopeExtensions.PolicyOf(scope), policy => policy.AddRequirements(new ScopeRequirement(scope)));
        }

        authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
    }
}
