namespace EpmRl.Retrieval.Server.Api;

/// <summary>Conditional requests: <c>If-Match</c> (RFC 9110), so that nobody overwrites a change that they have not seen.</summary>
internal static class Preconditions
{
    /// <summary>Tells whether a version is one that <c>If-Match</c> names; null where the request has none.</summary>
    public static Func<string, bool>? Of(HttpContext context)
    {
        string header = context.Request.Headers.IfMatch.ToString();
        if (header.Length == 0)
        {
            return null;
        }

        // A weak tag never matches: comparison is strong.
        string[] tags = header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return version => tags.Contains("*", StringComparer.Ordinal) || tags.Contains($"\"{version}\"", StringComparer.Ordinal);
    }

    /// <summary>The request must name a version: 428.</summary>
    public static RequestException Missing(string what) => new(
        StatusCodes.Status428PreconditionRequired, "precondition_required",
        $"If-Match is missing. Send the ETag that GET gave with {what}, so that no change is lost.", "If-Match");
}
