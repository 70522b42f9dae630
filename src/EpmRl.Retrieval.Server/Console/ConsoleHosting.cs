using EpmRl.Retrieval.Server.WebConsole.Shell;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Security;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EpmRl.Retrieval.Server.WebConsole;

/// <summary>The console: pages for people, in the process of the service, on its own engine.</summary>
internal static class ConsoleHosting
{
    // Scripts, styles and connections come from this service alone. Inline ones do not run, whatever a listing's text holds.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>Adds the services of the console.</summary>
    public static void AddConsole(this IServiceCollection services, ServerOptions options)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
            {
                circuits.DisconnectedCircuitMaxRetained = 64;
                circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(2);
            })
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = options.Limits.MaxBodyBytes); // a pasted listing is one message
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, ConsoleAuthentication>();
        services.AddSingleton<ConsoleAssets>();
        services.AddSingleton<QualityReports>();
        services.AddScoped<ConsoleSession>();
    }

    /// <summary>Adds the headers that confine the console's pages to this service.</summary>
    public static void UseConsoleHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (context.GetEndpoint()?.Metadata.GetMetadata<ConsolePageMarker>() is not null)
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            context.Response.Headers["Referrer-Policy"] = "same-origin";
            context.Response.Headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            context.Response.Headers.CacheControl = "no-store";
        }

        return next(context);
    });

    /// <summary>Maps the pages, their connection and their files.</summary>
    public static void MapConsole(this WebApplication app)
    {
        // The policy above already names the frame ancestors; a second header would only repeat it.
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null)
            .RequireScope(KeyScope.Read)
            .WithMetadata(new ConsolePageMarker())
            .ExcludeFromDescription();
        // Not a routed page: those take POST too, which belongs to the endpoint that signs in.
        app.MapGet("/signin", (string? @return, int? failed) => new RazorComponentResult<SignInPage>(
                new Dictionary<string, object?> { [nameof(SignInPage.Return)] = @return ?? "/",
                    [nameof(SignInPage.Failed)] = failed == 1 }))
            .AllowAnonymous().WithMetadata(new ConsolePageMarker()).ExcludeFromDescription();
        var assets = app.Services.GetRequiredService<ConsoleAssets>();
        app.MapGet(ConsoleAssets.Folder + "{name}", (string name, HttpContext context) => assets.WriteAsync(context, name))
            .AllowAnonymous().ExcludeFromDescription();
    }

    private sealed class ConsolePageMarker;
}
