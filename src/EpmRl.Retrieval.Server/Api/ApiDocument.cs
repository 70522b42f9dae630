using EpmRl.Retrieval.Server.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace EpmRl.Retrieval.Server.Api;

/// <summary><c>/openapi.json</c> and the page of the API.</summary>
internal static class ApiDocument
{
    /// <summary>Adds the document.</summary>
    public static void AddApiDocument(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DictionaryKeyPolicy = null;
            json.SerializerOptions.Converters.Add(
                new System.Text.Json.Serialization.JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.SnakeCaseLower));
        });
        services.AddOpenApi("v1", document =>
        {
            document.AddDocumentTransformer((openApi, _, _) =>
            {
                openApi.Info = new OpenApiInfo
                {
                    Title = "EpmRl.Retrieval",
                    Version = "v1",
                    Description = "Identifies product attributes as values of a taxonomy, and maps listings to products. Errors are "
                        + "problem "
                        + "details (RFC 9457) with 'code' and 'trace_id'; 429 comes with Retry-After.",
                };
                openApi.Servers = [new OpenApiServer { Url = "/" }];
                openApi.Components ??= new OpenApiComponents();
                openApi.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
                openApi.Components.SecuritySchemes["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
                return Task.CompletedTask;
            });
            document.AddOperationTransformer((operation, context, _) =>
            {
                if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ScopeRequirement>().LastOrDefault() is { } required)
                {
                    operation.Security = [new OpenApiSecurityRequirement
                    {
                        [new OpenApiSecuritySchemeReference("key", context.Document)] = [],
                    }];
                    operation.Description = $"Scope: {required.Scope.ToString().ToLowerInvariant()}. {operation.Description}".TrimEnd();
                }

                return Task.CompletedTask;
            });
        });
    }

    /// <summary>Maps the document and its page.</summary>
    public static void MapApiDocument(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi.json").AllowAnonymous();
        app.MapScalarApiReference("/api", scalar => scalar.WithTitle("EpmRl.Retrieval API").WithOpenApiRoutePattern("/openapi.json"))
            .AllowAnonymous();
    }
}
