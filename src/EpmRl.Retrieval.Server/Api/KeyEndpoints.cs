using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Security;

namespace EpmRl.Retrieval.Server.Api;

/// <summary><c>/v1/keys</c> and <c>/v1/audit</c>. An admin of some catalogues sees and makes keys of those alone.</summary>
internal static class KeyEndpoints
{
    /// <summary>Maps the routes of keys.</summary>
    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/v1/keys").WithTags("Keys").RequireScope(KeyScope.Admin);
        group.MapGet("", ListAsync).WithSummary("The keys, oldest first; their secrets are not stored");
        group.MapPost("", AddAsync).WithSummary("Makes a key; the answer is the only one that shows it")
            .Produces<MadeKey>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapDelete("/{id}", RevokeAsync).WithSummary("Revokes a key at once; its entry stays")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Maps the route of the audit log.</summary>
    public static void MapAudit(this IEndpointRouteBuilder app) => app.MapGet("/v1/audit", (
            HttpContext context, AuditLog audit, string? who = null, string? action = null, string? target = null,
            DateTimeOffset? since = null, DateTimeOffset? until = null, string? cursor = null, int? limit = null) =>
            audit.ListAsync(
                new AuditFilter(who, action, target, since, until, context.User.CatalogsOf()), cursor, limit, context.RequestAborted))
        .WithTags("Keys").RequireScope(KeyScope.Admin).WithSummary("Who did what, newest first")
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<KeyPage> ListAsync(
        HttpContext context, KeyStore keys, string? cursor = null, int? limit = null)
    {
        int size = Paging.Size(limit);
        string? after = Paging.Read(cursor);
        ApiKey[] all = [.. (await keys.ListAsync(context.RequestAborted)).Where(key => IsOwn(context, key.CatalogNames))];
        int start = after is null ? 0 : Array.FindIndex(all, key => key.Id == after) + 1;
        ApiKey[] page = [.. all.Skip(start).Take(size)];
        return new KeyPage([.. page.Select(KeyBody.Of)], start + page.Length < all.Length ? Paging.After(page[^1].Id) : null);
    }

    private static async Task<IResult> AddAsync(NewKeyBody body, HttpContext context, KeyStore keys, ServerOptions options)
    {
        if (!Enum.TryParse(body.Scope, ignoreCase: true, out KeyScope scope) || !Enum.IsDefined(scope) || int.TryParse(body.Scope, out _))
        {
            throw RequestException.Invalid($"'scope' is '{body.Scope}'; expected read, tag, edit or admin.", "scope");
        }

        string[] catalogs = [.. (body.Catalogs ?? []).Distinct(StringComparer.Ordinal)];
        if (catalogs.FirstOrDefault(catalog => catalog is null || !options.Catalogs.ContainsKey(catalog)) is { } unknown)
        {
            throw RequestException.Invalid(
                $"There is no catalogue '{unknown}'. There are: {string.Join(", ", options.Catalogs.Keys)}.", "catalogs");
        }

        if (!IsOwn(context, catalogs))
        {
            throw new RequestException(
                StatusCodes.Status403Forbidden, "forbidden",
                $"Your key is for {string.Join(", ", context.User.CatalogsOf())}; it makes keys for those alone.", "catalogs");
        }

        var wanted = new NewKey(body.Name ?? scope.ToString().ToLowerInvariant(), scope, catalogs, body.Expires, body.RequestsPerMinute);
        (ApiKey key, string text) = await keys.AddAsync(wanted, context.User.NameOf(), context.RequestAborted);
        return TypedResults.Created($"/v1/keys/{key.Id}", new MadeKey(text, KeyBody.Of(key)));
    }

    private static async Task<IResult> RevokeAsync(string id, HttpContext context, KeyStore keys)
    {
        ApiKey? found = (await keys.ListAsync(context.RequestAborted)).FirstOrDefault(key => key.Id == id);
        return found is not null && IsOwn(context, found.CatalogNames)
            && await keys.RevokeAsync(id, context.User.NameOf(), context.RequestAborted)
            ? TypedResults.NoContent()
            : throw RequestException.NotFound($"There is no active key '{id}'. GET /v1/keys lists them.");
    }

    private static bool IsOwn(HttpContext context, IReadOnlyList<string> catalogs)
    {
        string[] allowed = context.User.CatalogsOf();
        return allowed.Length == 0
            || (catalogs.Count > 0 && catalogs.All(catalog => allowed.Contains(catalog, StringComparer.Ordinal)));
    }
}

/// <summary>A page of keys.</summary>
/// <param name="Keys">The keys, oldest first.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last.</param>
internal sealed record KeyPage(IReadOnlyList<KeyBody> Keys, string? NextCursor);

/// <summary>A key without its secret.</summary>
/// <param name="Id">Its id, the part of it that is no secret.</param>
/// <param name="Name">Its name.</param>
/// <param name="Scope">What it allows.</param>
/// <param name="Catalogs">The catalogues that it allows; empty for all.</param>
/// <param name="RequestsPerMinute">Its limit; null for the service's.</param>
/// <param name="Created">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Expires">When it ends; null for never.</param>
/// <param name="LastUsed">When it was used last, to the hour; null for never.</param>
/// <param name="Revoked">When it was revoked; null where it was not.</param>
internal sealed record KeyBody(
    string Id, string Name, KeyScope Scope, IReadOnlyList<string> Catalogs, int? RequestsPerMinute, DateTimeOffset Created,
    string CreatedBy, DateTimeOffset? Expires, DateTimeOffset? LastUsed, DateTimeOffset? Revoked)
{
    /// <summary>The body of a key.</summary>
    public static KeyBody Of(ApiKey key)
    {
        return new KeyBody(
            key.Id, key.Name, key.Scope, key.CatalogNames, key.RequestsPerMinute, At(key.Created)!.Value, key.CreatedBy, At(key.Expires),
            At(key.LastUsed), At(key.Revoked));

        static DateTimeOffset? At(long? time) => time is { } set ? DateTimeOffset.FromUnixTimeMilliseconds(set) : null;
    }
}

/// <summary>A key to make.</summary>
/// <param name="Scope">read, tag, edit or admin; each includes those before it.</param>
/// <param name="Name">What people call it; the author of what it does. Default: its scope.</param>
/// <param name="Catalogs">The catalogues that it allows; absent for all.</param>
/// <param name="Expires">When it ends; absent for never.</param>
/// <param name="RequestsPerMinute">Requests a minute; absent for the service's limit.</param>
internal sealed record NewKeyBody(
    string? Scope, string? Name = null, IReadOnlyList<string>? Catalogs = null, DateTimeOffset? Expires = null,
        int? RequestsPerMinute = null);

/// <summary>A key that was made.</summary>
/// <param name="Key">The key; it is not shown again.</param>
/// <param name="About">What is stored of it.</param>
internal sealed record MadeKey(string Key, KeyBody About);
