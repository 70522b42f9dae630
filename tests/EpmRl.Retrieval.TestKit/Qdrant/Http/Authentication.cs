namespace EpmRl.Retrieval.TestKit.Qdrant.Http;

/// <summary>Keys: one for all, one for reading. They come in the header api-key or as a bearer token.</summary>
internal sealed class Authentication(string? apiKey, string? readOnlyKey)
{
    private const string Bearer = "Bearer ";
    private static readonly IReadOnlyList<string> Open = ["/", "/healthz", "/livez", "/readyz"];

    /// <summary>Judges a request.</summary>
    /// <returns>The refusal, or null; and whether it may write.</returns>
    public (EmulatorAnswer? Refusal, bool MayWrite) Judge(string path, IReadOnlyDictionary<string, string> headers)
    {
        if ((apiKey is null && readOnlyKey is null) || Open.Contains(path))
        {
            return (null, true);
        }

        string? key = headers.GetValueOrDefault("api-key");
        if (key is null && headers.GetValueOrDefault("authorization") is { } authorization
            && authorization.StartsWith(Bearer, StringComparison.Ordinal))
        {
            key = authorization[Bearer.Length..];
        }

        return key switch
        {
            null => (EmulatorAnswer.Plain(401, "Must provide an API key or an Authorization bearer token", contentType: null), false),
            _ when key == apiKey => (null, true),
            _ when key == readOnlyKey => (null, false),
            _ => (EmulatorAnswer.Plain(401, "Invalid API key or JWT", contentType: null), false),
        };
    }
}
