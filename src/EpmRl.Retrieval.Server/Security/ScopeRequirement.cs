using Microsoft.AspNetCore.Authorization;

namespace EpmRl.Retrieval.Server.Security;

/// <summary>The scope that an endpoint requires.</summary>
/// <param name="Scope">The least scope.</param>
internal sealed record ScopeRequirement(KeyScope Scope) : IAuthorizationRequirement;

/// <summary>Marks endpoints with the scope they require.</summary>
internal static class ScopeExtensions
{
    /// <summary>Requires a scope of the caller.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, KeyScope scope)
        where TBuilder : IEndpointConventionBuilder =>
            builder.RequireAuthorization(PolicyOf(scope)).WithMetadata(new ScopeRequirement(scope));

    /// <summary>Name of the policy of a scope.</summary>
    public static string PolicyOf(KeyScope scope) => $"scope:{scope}";
}
