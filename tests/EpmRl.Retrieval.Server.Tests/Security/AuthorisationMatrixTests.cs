using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.Server.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Server.Tests.Security;

/// <summary>Every route × every scope, from the routes themselves: a new route without a scope fails.</summary>
public sealed partial class AuthorisationMatrixTests(KeyedSample sample) : IClassFixture<KeyedSample>
{
    private static readonly string[] Scopes = ["read", "tag", "edit", "admin"];

    // Routes that anybody may call.
    private static readonly string[] Open = ["/livez", "/readyz", "/health", "/metrics", "/openapi", "/api", "/signin", "/signout"];

    [Fact]
    public void Every_route_of_the_api_states_a_scope()
    {
        string[] without = [.. Routes().Where(route => route.Pattern.StartsWith("/v1", StringComparison.Ordinal) && route.Scope is null)
            .Select(route => $"{route.Method} {route.Pattern}")];
        string[] open = [.. Routes().Where(route =>
            route.IsOpen && !Open.Any(path => route.Pattern.StartsWith(path, StringComparison.Ordinal)))
            .Select(route => route.Pattern)];

        Assert.Empty(without);
        Assert.DoesNotContain(open, pattern => pattern.StartsWith("/v1", StringComparison.Ordinal));
        Assert.True(Routes().Count(route => route.Scope is not null) > 30);
    }

    [Fact]
    public async Task Every_route_is_refused_below_its_scope_and_not_refused_from_it_on()
    {
        var wrong = new List<string>();
        foreach (Route route in Routes().Where(route => route.Scope is not null))
        {
            string path = Parameter().Replace(route.Pattern, "nothing");
            foreach (string caller in (string[])["nobody", "revoked", .. Scopes])
            {
                // A body that no route takes: what may be called answers 4xx for it, and does nothing.
                bool hasBody = route.Method is "POST" or "PATCH" or "PUT";
                if (route.Pattern is "/v1/reindex" or "/v1/reindex/events" or "/v1/index/rollback" or "/v1/review/queue"
                    && Allows(caller, route))
                {
                    continue; // takes no body, so that it would be done; the tests of its room call it
                }

                int status = await StatusAsync(caller, route, path, hasBody ? "[[]]" : null);
                bool fits = caller is "nobody" or "revoked" ? status == 401
                    : Allows(caller, route) ? status is not (401 or 403) && status < 500
                    : status == 403;
                if (!fits)
                {
                    wrong.Add($"{caller}: {route.Method} {path} ({route.Scope}): {status}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task No_route_gives_a_key_another_catalogue()
    {
        var wrong = new List<string>();
        foreach (Route route in Routes().Where(route =>
            route.Scope is <= KeyScope.Edit && route.Pattern.StartsWith("/v1", StringComparison.Ordinal)
            && !route.Pattern.Contains("/models", StringComparison.Ordinal)))
        {
            string path = Parameter().Replace(route.Pattern, "nothing");
            (int status, _, _) = await sample.As("other").SendAsync(
                route.Method, $"{path}?catalog=default", route.Method is "POST" or "PATCH" or "PUT" ? "{}" : null);
            if (status is >= 200 and < 300 or >= 500)
            {
                wrong.Add($"{route.Method} {path}: {status}");
            }
        }

        Assert.Empty(wrong);
    }

    private async Task<int> StatusAsync(string caller, Route route, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(route.ContentType);
        }

        using HttpResponseMessage response = await sample.As(caller).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)response.StatusCode;
    }

    private static bool Allows(string caller, Route route) =>
        Array.IndexOf(Scopes, caller) is >= 0 and int scope && scope >= (int)route.Scope!.Value;

    private Route[] Routes() =>
    [
        .. sample.Sample.Service.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => new Route(
                method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint.Metadata.OfType<ScopeRequirement>().LastOrDefault()?.Scope,
                endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
                endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes is [var type, ..] types
                    && !types.Contains("application/json")
                    ? type
                    : "application/json"))),
    ];

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    private sealed record Route(string Method, string Pattern, KeyScope? Scope, bool IsOpen, string ContentType);
}
