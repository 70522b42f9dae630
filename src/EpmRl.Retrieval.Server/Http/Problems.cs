using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Batching;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore.Storage;

namespace EpmRl.Retrieval.Server.Http;

/// <summary>The one table from kinds of failure to status codes, and their form: problem details (RFC 9457), or OpenAI's.</summary>
internal sealed class Problems(ILogger<Problems> logger) : IExceptionHandler
{
    private const int ClientLeft = 499; // nginx's code; nobody reads it but the log

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientLeft;
            return true;
        }

        (int status, string code) = Of(exception);
        bool isLate = exception is OperationCanceledException or TimeoutException;
        string detail = status == StatusCodes.Status500InternalServerError
            ? "This is a defect of the service; the log says more under the trace id."
            : isLate ? "The request's deadline passed before it was answered. Send fewer at a time, or try again later."
            : exception.Message;
        if (status >= 500 && exception is not NotReadyException && !isLate) // a late answer is load, which metrics count, and no fault
        {
            logger.RequestFailed(exception, context.TraceIdentifier, exception.Message);
        }

        if (exception is QueueFullException full)
        {
            await WriteBusyAsync(context, full.RetryAfter);
            return true;
        }

        await WriteAsync(context, status, code, detail, (exception as RequestException)?.Field, (exception as RequestException)?.Line);
        return true;
    }

    /// <summary>The status and the code of a failure.</summary>
    public static (int Status, string Code) Of(Exception exception) => exception switch
    {
        RequestException request => (request.Status, request.Code),
        QueueFullException => (StatusCodes.Status429TooManyRequests, "busy"),
        NotReadyException => (StatusCodes.Status503ServiceUnavailable, "not_ready"),
        IndexUnavailableException => (StatusCodes.Status503ServiceUnavailable, "index_unavailable"),
        SpaceMismatchException => (StatusCodes.Status409Conflict, "space_mismatch"),
        InUseException => (StatusCodes.Status409Conflict, "in_use"),
        DbException or RetryLimitExceededException => (StatusCodes.Status503ServiceUnavailable, "storage_unavailable"),
        TaxonomyFormatException => (StatusCodes.Status409Conflict, "taxonomy_invalid"),
        TaxonomyEditException => (StatusCodes.Status422UnprocessableEntity, "edit_refused"),
        InvalidRequestException => (StatusCodes.Status422UnprocessableEntity, "invalid"),
        BadHttpRequestException bad => (bad.StatusCode, bad.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => "too_large",
            StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
            StatusCodes.Status408RequestTimeout => "timeout",
            _ => "malformed",
        }),
        JsonException => (StatusCodes.Status400BadRequest, "malformed"),
        // Text of a body that is not valid Unicode is found where it is read.
        InvalidOperationException { Source: { } source } when source.StartsWith("System.Text.Json", StringComparison.Ordinal) =>
            (StatusCodes.Status400BadRequest, "malformed"),
        InvalidDataException => (StatusCodes.Status422UnprocessableEntity, "invalid"),
        OperationCanceledException or TimeoutException => (StatusCodes.Status503ServiceUnavailable, "timeout"),
        IOException when DiskFull.Is(exception) => (StatusCodes.Status507InsufficientStorage, "disk_full"),
        EncoderException => (StatusCodes.Status500InternalServerError, "encoder_failed"),
        _ => (StatusCodes.Status500InternalServerError, "internal"),
    };

    /// <summary>Writes a problem, in OpenAI's form where the route is OpenAI's.</summary>
    public static Task WriteAsync(
        HttpContext context, int status, string code, string detail, string? field = null, long? line = null)
    {
        if (context.Response.HasStarted)
        {
            context.Abort(); // a stream that ends early must not look complete
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        if (IsOpenAi(context))
        {
            return context.Response.WriteAsJsonAsync(
                new { error = new { message = detail, type = TypeOf(status), param = field, code } }, context.RequestAborted);
        }

        var problem = new ProblemDetails
        {
            Status = status,
            Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
            Detail = detail,
        };
        problem.Extensions["code"] = code;
        problem.Extensions["trace_id"] = TraceOf(context);
        if (field is not null)
        {
            problem.Extensions["field"] = field;
        }

        if (line is not null)
        {
            problem.Extensions["line"] = line;
        }

        return context.Response.WriteAsJsonAsync(problem, options: null, "application/problem+json", context.RequestAborted);
    }

    /// <summary>Refuses a request because too much is asked. Written as text, since it must cost little: it is written when there is no
    /// time.</summary>
    /// <param name="context">The request.</param>
    /// <param name="wait">When to try again; rounded up to seconds.</param>
    public static async Task WriteBusyAsync(HttpContext context, TimeSpan wait)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        string seconds = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        string detail = $"Too many requests. Try again in {seconds} s, with growing and random waits after that.";
        bool isOpenAi = IsOpenAi(context);
        HttpResponse response = context.Response;
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = seconds;
        response.ContentType = isOpenAi ? "application/json; charset=utf-8" : "application/problem+json";
        // Nothing here needs escaping: ids of requests hold letters, digits and a few harmless marks.
        byte[] body = System.Text.Encoding.UTF8.GetBytes(isOpenAi
            ? $$$"""{"error":{"message":"{{{detail}}}","type":"rate_limit_error","param":null,"code":"busy"}}"""
            : $$"""{"title":"Too Many Requests","status":429,"detail":"{{detail}}","code":"busy","trace_id":"{{TraceOf(context)}}"}""");
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private static bool IsOpenAi(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/v1/embeddings", StringComparison.Ordinal);

    private static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
