using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace EpmRl.Retrieval.Server.Security;

/// <summary>
/// Recognises callers by their keys, and people by the header of a trusted proxy. Without any key, and without another way to sign in, the
/// service is open to programs of this machine alone, with every scope.
/// </summary>
internal sealed class KeyAuthentication(
    KeyStore keys, ServerOptions server, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Bearer = "Bearer ";
    private const int LongestUser = 200;

    /// <summary>Name of the scheme.</summary>
    public const string Name = "key";

    /// <summary>Claim that states a caller's scope.</summary>
    public const string ScopeClaim = "epmrl:scope";

    /// <summary>Claim that states the id of a caller's key.</summary>
    public const string KeyClaim = "epmrl:key";

    /// <summary>Claim that states the requests a minute of a caller's key.</summary>
    public const string RateClaim = "epmrl:rate";

    /// <summary>The key of a request's header; null for none.</summary>
    public static string? TextOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { Length: > 7 } header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim()
            : null;

    /// <summary>The claims of a key.</summary>
    public static ClaimsIdentity IdentityOf(ApiKey key, string scheme)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.Name, key.Name), new(KeyClaim, key.Id), new(ScopeClaim, key.Scope.ToString()),
            .. key.CatalogNames.Select(catalog => new Claim(Callers.CatalogClaim, catalog)),
        ];
        if (key.RequestsPerMinute is { } rate)
        {
            claims.Add(new Claim(RateClaim, rate.ToString(CultureInfo.InvariantCulture)));
        }

        return new ClaimsIdentity(claims, scheme, ClaimTypes.Name, null);
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count > 0)
        {
            return TextOf(Request) is { } text && await keys.FindAsync(text, Context.RequestAborted) is { } key
                ? Success(IdentityOf(key, Name))
                : await LocalAsync() ?? AuthenticateResult.Fail("The key is unknown, revoked or has ended.");
        }

        SecurityOptions security = server.Security;
        if (security.UserHeader is { } header)
        {
            string user = Request.Headers[header].ToString().Trim();
            return user.Length is > 0 and <= LongestUser && !user.Any(char.IsControl)
                && IsTrusted(security, Context.Connection.RemoteIpAddress)
                ? Success(Person(user, security.UserScope))
                : AuthenticateResult.NoResult();
        }

        return await LocalAsync() ?? AuthenticateResult.NoResult();
    }

    // While there is no key, this machine may do everything, with whatever key its client's library insists on sending.
    private async Task<AuthenticateResult?> LocalAsync() =>
        server.Security is { Authority: null, UserHeader: null } && IsThisMachine(Context) && !await keys.AnyAsync(Context.RequestAborted)
            ? Success(Person("local", nameof(KeyScope.Admin)))
            : null;

    // A person in a browser is sent to the page that signs in; a program gets a status and a message.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (HttpMethods.IsGet(Request.Method) && !Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
            && Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            Response.Redirect($"/signin?return={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
            return Task.CompletedTask;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.Append(HeaderNames.WWWAuthenticate, "Bearer realm=\"epmrl\"");
        return Task.CompletedTask;
    }

    private static AuthenticateResult Success(ClaimsIdentity identity) =>
        AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));

    private static ClaimsIdentity Person(string name, string scope) =>
        new([new Claim(ClaimTypes.Name, name), new Claim(ScopeClaim, scope)], Name, ClaimTypes.Name, null);

    // A proxy on this machine forwards for others: its requests are not this machine's. A name other than the machine's own is a browser
    // that a foreign page sent here (DNS rebinding).
    private static bool IsThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded")
        && ListenAddresses.IsLoopback(context.Request.Host.Host);

    private static bool IsTrusted(SecurityOptions security, IPAddress? address)
    {
        IPAddress? plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && security.TrustedProxies.Any(proxy =>
            IPNetwork.TryParse(proxy, out IPNetwork network) ? network.Contains(plain)
            : IPAddress.TryParse(proxy, out IPAddress? one) && one.Equals(plain));
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
