using System.Security.Claims;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace EpmRl.Retrieval.Server.Security;

/// <summary>
/// Browsers sign in with a key once and keep an encrypted cookie that no script can read. What a cookie allows is the key's, and ends with
/// it.
/// </summary>
internal static class SignIn
{
    /// <summary>Name of the scheme.</summary>
    public const string Scheme = "cookie";

    /// <summary>Name of the cookie.</summary>
    public const string Cookie = "epmrl";

    private const int LongestForm = 4_096;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <summary>Maps <c>POST /signin</c> and <c>POST /signout</c>; the page of <c>GET /signin</c> is the console's.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapPost("/signin", EnterAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/signout", (Delegate)LeaveAsync).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>
    /// Refuses what another site makes a browser send: requests that change something, and sockets, where nothing but the browser itself
    /// vouches for the caller.
    /// </summary>
    public static void UseCrossSiteProtection(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        HttpRequest request = context.Request;
        bool isSafe = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            && !context.WebSockets.IsWebSocketRequest && !request.Headers.ContainsKey("Sec-WebSocket-Key");
        return isSafe || request.Headers.Authorization.Count > 0 || IsOwnSite(request)
            ? next(context)
            : Problems.WriteAsync(
                context, StatusCodes.Status403Forbidden, "cross_site", "Another site sent this request. Call the API with a key instead.");
    });

    /// <summary>Settings of the cookie.</summary>
    public static void Configure(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = Cookie;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        (cookie.ExpireTimeSpan, cookie.SlidingExpiration) = (Lifetime, true);
        cookie.Events = new CookieAuthenticationEvents
        {
            OnValidatePrincipal = ValidateAsync,
            // The same answers as without a cookie.
            OnRedirectToLogin = redirect => redirect.HttpContext.ChallengeAsync(KeyAuthentication.Name),
            OnRedirectToAccessDenied = redirect =>
            {
                redirect.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            },
        };
    }

    private static async Task<IResult> EnterAsync(HttpContext context, KeyStore keys)
    {
        (string text, string? back) = await ReadAsync(context);
        if (await keys.FindAsync(text.Trim(), context.RequestAborted) is not { } key)
        {
            return IsPage(context)
                ? Results.Redirect($"/signin?failed=1&return={Uri.EscapeDataString(back ?? "/")}")
                : throw new RequestException(StatusCodes.Status401Unauthorized, "unauthorized",
                    "The key is unknown, revoked or has ended.");
        }

        await context.SignInAsync(Scheme, new ClaimsPrincipal(KeyAuthentication.IdentityOf(key, Scheme)));
        return IsPage(context) ? Results.LocalRedirect(IsLocal(back) ? back! : "/") : Results.NoContent();
    }

    private static async Task<IResult> LeaveAsync(HttpContext context)
    {
        await context.SignOutAsync(Scheme);
        return IsPage(context) ? Results.LocalRedirect("/signin") : Results.NoContent();
    }

    // A form, as the page sends it.
    private static async Task<(string Key, string? Back)> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > LongestForm)
        {
            throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                    "Expected a form with 'key' and, if wanted, 'return'.");
        }

        try
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            return (form["key"].ToString(), form["return"].ToString());
        }
        catch (InvalidDataException)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, "malformed", "The form cannot be read.");
        }
    }

    // A revoked key ends its sessions; what it allows now is what counts.
    private static async Task ValidateAsync(CookieValidatePrincipalContext cookie)
    {
        var keys = cookie.HttpContext.RequestServices.GetRequiredService<KeyStore>();
        string? id = cookie.Principal?.FindFirstValue(KeyAuthentication.KeyClaim);
        if (id is not null && await keys.ActiveAsync(id, cookie.HttpContext.RequestAborted) is { } key)
        {
            cookie.ReplacePrincipal(new ClaimsPrincipal(KeyAuthentication.IdentityOf(key, Scheme)));
        }
        else
        {
            cookie.RejectPrincipal();
        }
    }

    private static bool IsPage(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static bool IsLocal(string? path) => path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl);

    // Browsers say where a request comes from; other programs say nothing, and have no cookie.
    private static bool IsOwnSite(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString(), origin = request.Headers.Origin.ToString();
        return site.Length > 0 ? site is "same-origin" or "none"
            : origin.Length > 0 ? string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            : !request.Cookies.ContainsKey(Cookie);
    }
}
