using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using EpmRl.Retrieval.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace EpmRl.Retrieval.Server.Tests.Security;

public sealed class PeopleTests
{
    [Fact]
    public async Task Without_a_key_the_service_does_not_start_on_the_network()
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => ServedSample.StartAsync(options => options.Urls = "http://0.0.0.0:0", waits: false));

        Assert.Contains("epmrl serve keys add --scope admin", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_this_machine_is_admin_but_not_what_a_proxy_or_a_foreign_page_sends()
    {
        await using ServedSample service = await ServedSample.StartAsync(waits: false);

        (int local, _, _) = await service.Client.SendAsync("GET", "/v1/keys");
        (int forwarded, _, _) = await service.Client.SendAsync("GET", "/v1/keys", null, ("X-Forwarded-For", "203.0.113.7"));
        (int rebound, _, _) = await service.Client.SendAsync("GET", "/v1/keys", null, ("Host", "evil.example"));
        (int cross, _, _) = await service.Client.SendAsync(
            "POST", "/v1/keys", new { scope = "admin" }, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"));
        (int socket, _, _) = await service.Client.SendAsync(
            "GET", "/v1/keys", null, ("Sec-WebSocket-Key", "x"), ("Origin", "https://evil.example"));

        Assert.Equal((200, 401, 401, 403, 403), (local, forwarded, rebound, cross, socket));
    }

    [Fact]
    public async Task A_header_names_a_person_only_where_a_trusted_proxy_sends_it()
    {
        await using ServedSample trusted = await ServedSample.StartAsync(
            options => options.Security = new SecurityOptions { UserHeader = "X-Forwarded-User", TrustedProxies = ["127.0.0.0/8"],
                UserScope = "edit" },
            waits: false);
        await using ServedSample foreign = await ServedSample.StartAsync(
            options => options.Security = new SecurityOptions { UserHeader = "X-Forwarded-User", TrustedProxies = ["10.1.2.3"] },
                waits: false);

        (int named, _, _) = await trusted.Client.SendAsync("GET", "/v1/decisions", null, ("X-Forwarded-User", "anna@example.com"));
        (int beyond, _, _) = await trusted.Client.SendAsync("GET", "/v1/keys", null, ("X-Forwarded-User", "anna@example.com"));
        (int unnamed, _, _) = await trusted.Client.SendAsync("GET", "/v1/decisions");
        (int untrusted, _, _) = await foreign.Client.SendAsync("GET", "/v1/decisions", null, ("X-Forwarded-User", "anna@example.com"));

        Assert.Equal((200, 403, 401, 401), (named, beyond, unnamed, untrusted));
    }

    [Fact]
    public async Task A_token_of_the_issuer_names_a_person_and_a_scope()
    {
        await using var issuer = await Issuer.StartAsync();
        await using ServedSample service = await ServedSample.StartAsync(
            options => options.Security = new SecurityOptions { Authority = issuer.Address, Audience = "epmrl", UserScope = "read" },
                waits: false);

        int admin = await CallAsync("/v1/keys", issuer.Token("epmrl", ("scope", "openid epmrl:admin")));
        int role = await CallAsync("/v1/keys", issuer.Token("epmrl", ("roles", "epmrl:edit")));
        int plain = await CallAsync("/v1/decisions", issuer.Token("epmrl", ("scope", "openid profile")));
        int catalog = await CallAsync("/v1/decisions", issuer.Token("epmrl", ("epmrl_catalogs", "other")), "?catalog=default");
        int audience = await CallAsync("/v1/decisions", issuer.Token("somebody-else", ("scope", "epmrl:admin")));
        int forged = await CallAsync("/v1/decisions", (await Issuer.StartAsync()).Token("epmrl", ("scope", "epmrl:admin")));
        int none = (await service.Client.SendAsync("GET", "/v1/keys")).Status;

        Assert.Equal((200, 403, 200, 403, 401, 401, 401), (admin, role, plain, catalog, audience, forged, none));

        async Task<int> CallAsync(string path, string token, string query = "") =>
            (await service.Client.SendAsync("GET", path + query, null, ("Authorization", $"Bearer {token}"))).Status;
    }

    /// <summary>An issuer of OpenID Connect tokens, on loopback.</summary>
    private sealed class Issuer : IAsyncDisposable
    {
        private readonly WebApplication app;
        private readonly RsaSecurityKey key;

        private Issuer(WebApplication app, RsaSecurityKey key) => (this.app, this.key) = (app, key);

        public string Address { get; private set; } = "";

        public static async Task<Issuer> StartAsync()
        {
            var key = new RsaSecurityKey(RSA.Create(2048)) { KeyId = "test" };
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            Microsoft.AspNetCore.Hosting.HostingAbstractionsWebHostBuilderExtensions.UseUrls(builder.WebHost, "http://127.0.0.1:0");
            WebApplication app = builder.Build();
            var issuer = new Issuer(app, key);
            app.MapGet("/.well-known/openid-configuration", () =>
                Results.Json(new { issuer = issuer.Address, jwks_uri = $"{issuer.Address}/keys" }));
            RSAParameters open = key.Rsa.ExportParameters(false);
            app.MapGet("/keys", () => Results.Json(new
            {
                keys = new[]
                {
                    new { kty = "RSA", use = "sig", kid = "test", alg = "RS256", n = Base64UrlEncoder.Encode(open.Modulus!),
                        e = Base64UrlEncoder.Encode(open.Exponent!) },
                },
            }));
            await app.StartAsync();
            issuer.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            return issuer;
        }

        public string Token(string audience, (string Name, string Value) claim) =>
            new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = audience,
            Expires = TimeProvider.System.GetUtcNow().AddMinutes(5).UtcDateTime,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object> { ["sub"] = "u1", ["preferred_username"] = "anna", [claim.Name] = claim.Value },
        });

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
