using System.Security.Claims;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;

namespace EpmRl.Retrieval.Server.Security;

/// <summary>Adds authentication and authorization.</summary>
internal static class SecurityServices
{
    /// <summary>Prefix of the scopes and roles of tokens: <c>epmrl:edit</c>.</summary>
    public const string TokenPrefix = "epmrl:";

    /// <summary>Claim of tokens that names the catalogues allowed.</summary>
    public const string TokenCatalogs = "epmrl_catalogs";

    private const string Any = "any";

    /// <summary>Adds them; every route requires at least to be recognised, unless it says otherwise.</summary>
    public static void AddSecurity(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<AuditLog>();
        services.AddSingleton<KeyStore>();
        services.AddHostedService<ListenAddresses>();
        services.AddDataProtection().SetApplicationName("epmrl")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(Path.GetFullPath(options.DataFolder), "cookies")));
        AuthenticationBuilder authentication = services.AddAuthentication(Any)
            .AddPolicyScheme(Any, null, policy => policy.ForwardDefaultSelector = context => SchemeOf(context, options.Security))
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Name, null)
            .AddCookie(SignIn.Scheme, SignIn.Configure);
        if (options.Security.Authority is { } authority)
        {
            authentication.AddJwtBearer(token => Configure(token, authority, options.Security));
        }

        AuthorizationBuilder authorization = services.AddAuthorizationBuilder();
        foreach (KeyScope scope in Enum.GetValues<KeyScope>())
        {
            authorization.AddPolicy(ScopeExtensions.PolicyOf(scope), policy => policy.AddRequirements(new ScopeRequirement(scope)));
        }

        authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
    }

    // A key, a token, a browser that signed in, or this machine.
    private static string SchemeOf(HttpContext context, SecurityOptions security)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            return security.Authority is not null && KeyAuthentication.TextOf(context.Request) is { } text
                && !ApiKey.TryParse(text, out _, out _)
                ? JwtBearerDefaults.AuthenticationScheme
                : KeyAuthentication.Name;
        }

        return context.Request.Cookies.ContainsKey(SignIn.Cookie) ? SignIn.Scheme : KeyAuthentication.Name;
    }

    private static void Configure(JwtBearerOptions token, string authority, SecurityOptions security)
    {
        (token.Authority, token.Audience, token.MapInboundClaims) = (authority, security.Audience, false);
        token.RequireHttpsMetadata = !ListenAddresses.IsLoopback(new Uri(authority).Host);
        token.TokenValidationParameters.ValidateAudience = true;
        token.Events = new JwtBearerEvents
        {
            OnTokenValidated = validated =>
            {
                validated.Principal = new ClaimsPrincipal(IdentityOf(validated.Principal!, security.UserScope));
                return Task.CompletedTask;
            },
        };
    }

    // Scopes of OpenID Connect and roles of directories, whichever the issuer sends.
    private static ClaimsIdentity IdentityOf(ClaimsPrincipal token, string userScope)
    {
        string? name = token.FindFirstValue("preferred_username") ?? token.FindFirstValue("email") ?? token.FindFirstValue("name")
            ?? token.FindFirstValue("client_id") ?? token.FindFirstValue("sub");
        IEnumerable<string> granted = token.FindAll(claim => claim.Type is "scope" or "scp" or "roles" or "role")
            .SelectMany(claim => claim.Value.Split(' '))
            .Where(word => word.StartsWith(TokenPrefix, StringComparison.OrdinalIgnoreCase)).Select(word => word[TokenPrefix.Length..]);
        KeyScope[] scopes = [.. granted.Where(word => Enum.TryParse(word, ignoreCase: true, out KeyScope _))
            .Select(word => Enum.Parse<KeyScope>(word, ignoreCase: true))];
        return new ClaimsIdentity(
            [
                new Claim(ClaimTypes.Name, name ?? "unknown"),
                new Claim(KeyAuthentication.ScopeClaim, scopes.Length > 0 ? scopes.Max().ToString() : userScope),
                .. token.FindAll(TokenCatalogs).SelectMany(claim => claim.Value.Split(' ', ',')).Where(catalog => catalog.Length > 0)
                    .Select(catalog => new Claim(Callers.CatalogClaim, catalog)),
            ],
            JwtBearerDefaults.AuthenticationScheme, ClaimTypes.Name, null);
    }
}
