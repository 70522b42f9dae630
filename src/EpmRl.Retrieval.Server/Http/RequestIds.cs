using Microsoft.AspNetCore.Diagnostics;

namespace EpmRl.Retrieval.Server.Http;

/// <summary>Every answer has an id that the log also has; a caller may bring its own.</summary>
internal static class RequestIds
{
    private const string Header = "X-Request-Id";
    private const int Longest = 128;

    /// <summary>Takes the caller's id where it is harmless, else the server's own.</summary>
    public static void UseRequestIds(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        string given = context.Request.Headers[Header].ToString();
        if (given.Length is > 0 and <= Longest && given.All(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':'))
        {
            context.TraceIdentifier = given;
        }

        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    });

    /// <summary>Gives statuses that the framework sets (404, 405, 415 …) a body in the form of all problems.</summary>
    public static void UseStatusCodeProblems(this IApplicationBuilder app) => app.UseStatusCodePages(pages =>
    {
        HttpContext context = pages.HttpContext;
        (string code, string detail) = context.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => ("unauthorized", "A key is required: 'Authorization: Bearer <key>'."),
            StatusCodes.Status403Forbidden => ("forbidden", "The key does not allow this."),
            StatusCodes.Status404NotFound => ("not_found", $"There is no '{context.Request.Path}'. /openapi.json lists all routes."),
            StatusCodes.Status405MethodNotAllowed =>
                ("method_not_allowed", $"'{context.Request.Path}' does not take {context.Request.Method}."),
            StatusCodes.Status415UnsupportedMediaType => (
                "unsupported_media_type", $"Content-Type is '{context.Request.ContentType}'; /openapi.json lists what the route takes."),
            StatusCodes.Status413PayloadTooLarge => ("too_large", "The body is larger than the limit that /info states."),
            var status => ("error", $"The request was answered with {status}."),
        };
        return Problems.WriteAsync(context, context.Response.StatusCode, code, detail);
    });
}
