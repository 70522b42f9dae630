using System.Security.Claims;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;

namespace EpmRl.Retrieval.Server.Security;

/// <summary>What the identity of a caller says: the name, and the catalogues allowed.</summary>
internal static class Callers
{
    /// <summary>Claim that names a catalogue the caller may use; a caller without one may use all.</summary>
    public const string CatalogClaim = "epmrl:catalog";

    /// <summary>Header in which a caller who may use several catalogues names one.</summary>
    public const string CatalogHeader = "Epmrl-Catalog";

    /// <summary>The catalogue of a request: the key's only one, or the one that the header or the query names.</summary>
    /// <exception cref="RequestException">The key does not allow the one that is named.</exception>
    public static string CatalogName(this HttpContext context)
    {
        string[] allowed = context.User.CatalogsOf();
        string asked = context.Request.Headers[CatalogHeader].ToString();
        asked = asked.Length > 0 ? asked : context.Request.Query["catalog"].ToString();
        if (asked.Length == 0)
        {
            return allowed.Length == 1 ? allowed[0]
                : allowed.Length == 0 || allowed.Contains(ServerOptions.DefaultCatalog, StringComparer.Ordinal)
                    ? ServerOptions.DefaultCatalog
                : throw new RequestException(
                    StatusCodes.Status422UnprocessableEntity, "catalog_required",
                    $"The key allows several catalogues: {string.Join(", ", allowed)}. Name one in the header {CatalogHeader}.",
                        CatalogHeader);
        }

        return allowed.Length == 0 || allowed.Contains(asked, StringComparer.Ordinal)
            ? asked
            : throw new RequestException(
                StatusCodes.Status403Forbidden, "forbidden", $"The key does not allow the catalogue '{asked}'.", CatalogHeader);
    }

    /// <summary>Whether a caller may use a catalogue.</summary>
    public static bool MayUse(this ClaimsPrincipal caller, string catalog) =>
        !caller.HasClaim(claim => claim.Type == CatalogClaim) || caller.HasClaim(CatalogClaim, catalog);

    /// <summary>The catalogues that a caller may use; empty for all.</summary>
    public static string[] CatalogsOf(this ClaimsPrincipal caller) => [.. caller.FindAll(CatalogClaim).Select(claim => claim.Value)];

    /// <summary>The name of a caller for the audit log and for decisions.</summary>
    public static string NameOf(this ClaimsPrincipal caller) => caller.Identity?.Name ?? "local";
}
