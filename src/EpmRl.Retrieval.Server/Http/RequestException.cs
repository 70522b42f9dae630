namespace EpmRl.Retrieval.Server.Http;

/// <summary>A request that an endpoint refuses.</summary>
/// <param name="status">The status code of the answer.</param>
/// <param name="code">A word for programs.</param>
/// <param name="message">What was found, what was expected, and what to do.</param>
/// <param name="field">The field at fault; null for none.</param>
/// <param name="line">The line of a stream or the number of an item, from 1; null for none.</param>
internal class RequestException(int status, string code, string message, string? field = null, long? line = null)
    : RetrievalException(message)
{
    /// <summary>The status code of the answer.</summary>
    public int Status { get; } = status;

    /// <summary>A word for programs.</summary>
    public string Code { get; } = code;

    /// <summary>The field at fault; null for none.</summary>
    public string? Field { get; } = field;

    /// <summary>The line of a stream or the number of an item, from 1; null for none.</summary>
    public long? Line { get; } = line;

    /// <summary>The content is wrong: 422.</summary>
    public static RequestException Invalid(string message, string? field = null, long? line = null) =>
        new(StatusCodes.Status422UnprocessableEntity, "invalid", message, field, line);

    /// <summary>There is no such thing: 404.</summary>
    public static RequestException NotFound(string message) => new(StatusCodes.Status404NotFound, "not_found", message);

    /// <summary>The state has changed: 409.</summary>
    public static RequestException Conflict(string message) => new(StatusCodes.Status409Conflict, "conflict", message);
}
