using System.Buffers.Text;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary><c>/v1/jobs</c>: files of listings in, files of attributes out.</summary>
internal static class JobEndpoints
{
    private const string KeyHeader = "Idempotency-Key";
    private const int LongestKey = 200, MostJobs = 1000;

    /// <summary>Maps the routes.</summary>
    public static void MapJobs(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder jobs = app.MapGroup("/v1/jobs").WithTags("Jobs");
        jobs.MapPost("", CreateAsync).RequireScope(KeyScope.Tag).WithSummary("Makes a job of an upload or a path")
            .WithDescription(
                "Three forms: multipart/form-data with a part 'file' and parts named as the settings (or one part 'settings' with JSON); "
                    + "the "
                + "file as the body, with the settings in the query ('name' gives its name); JSON of settings with 'path', a file below "
                    + "one of "
                + "the server's input folders. Settings: format (auto, jsonl, csv, xml, excel, parquet), map, sheet, encoding, delimiter, "
                + "locale, category, output (jsonl, csv, parquet), layout (long, wide), min_probability, name, webhook. With an "
                + "Idempotency-Key, the same request again gives the same job.")
            .Accepts<JobSettings>("multipart/form-data", "application/json", "text/csv", "application/x-ndjson", "application/octet-stream")
            .Produces<JobInfo>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        jobs.MapPost("/preview", PreviewAsync).RequireScope(KeyScope.Tag)
            .WithSummary("Shows the first rows of an upload as a job would read them, and its columns")
            .Accepts<JobSettings>("multipart/form-data", "application/json", "text/csv", "application/x-ndjson",
                "application/octet-stream");
        jobs.MapGet("", ListAsync).RequireScope(KeyScope.Read).WithSummary("Lists jobs, newest first");
        jobs.MapGet("/{id}", GetAsync).RequireScope(KeyScope.Read).WithSummary("State, counts, rate and remaining time of a job")
            .ProducesProblem(StatusCodes.Status404NotFound);
        jobs.MapPost("/{id}/pause", (string id, HttpContext context, JobOperations of) => of.PauseAsync(id, context))
            .RequireScope(KeyScope.Tag)
            .WithSummary("Stops a job after the chunks that are being worked on").ProducesProblem(StatusCodes.Status409Conflict);
        jobs.MapPost("/{id}/resume", (string id, HttpContext context, JobOperations of) => of.ResumeAsync(id, context))
            .RequireScope(KeyScope.Tag)
            .WithSummary("Resumes a job that is paused, or that failed; what is done stays done")
                .ProducesProblem(StatusCodes.Status409Conflict);
        jobs.MapPost("/{id}/cancel", (string id, HttpContext context, JobOperations of) => of.CancelAsync(id, context))
            .RequireScope(KeyScope.Tag)
            .WithSummary("Ends a job").ProducesProblem(StatusCodes.Status409Conflict);
        jobs.MapDelete("/{id}", (string id, HttpContext context, JobOperations of) => of.DeleteAsync(id, context))
            .RequireScope(KeyScope.Tag)
            .WithSummary("Deletes a job with its upload and results, at once").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        jobs.MapGet("/{id}/result", (string id, HttpContext context, JobOperations of) => of.ResultAsync(id, context))
            .RequireScope(KeyScope.Read)
            .WithSummary("Downloads the result of a completed job; ranges are supported").ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status410Gone);
        jobs.MapGet("/{id}/errors", (string id, HttpContext context, JobOperations of) => of.ErrorsAsync(id, context))
            .RequireScope(KeyScope.Read)
            .WithSummary("Downloads the bad rows of a completed job, JSON Lines").ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status410Gone);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, JobOperations jobs)
    {
        string? key = context.Request.Headers[KeyHeader].ToString() is { Length: > 0 } given ? given : null;
        if (key is { Length: > LongestKey } || key?.Any(char.IsControl) == true)
        {
            throw RequestException.Invalid($"{KeyHeader} has more than {LongestKey} characters, or control characters.", KeyHeader);
        }

        (JobInfo job, bool isNew) = await jobs.CreateAsync(context, key);
        return isNew ? TypedResults.Created($"/v1/jobs/{job.Id}", job) : TypedResults.Ok(job);
    }

    private static Task<JobPreview> PreviewAsync(HttpContext context, JobOperations jobs) => jobs.PreviewAsync(context);

    private static async Task<JobList> ListAsync(
        HttpContext context, JobOperations jobs, JobStore store, ServerOptions options, string? state = null, string? cursor = null,
            int limit = 50)
    {
        if (limit is < 1 or > MostJobs)
        {
            throw RequestException.Invalid($"'limit' is {limit}; expected 1 to {MostJobs}.", "limit");
        }

        JobState only = default;
        if (state is not null && (!Enum.TryParse(state, ignoreCase: true, out only) || !Enum.IsDefined(only)))
        {
            throw RequestException.Invalid(
                $"'state' is '{state}'; expected queued, preparing, running, paused, completed, failed or cancelled.", "state");
        }

        List<JobRow> rows = await store.ListAsync(
            context.CatalogName(), state is null ? null : only, Decode(cursor), limit + 1, context.RequestAborted);
        JobRow[] shown = [.. rows.Take(limit)];
        Dictionary<string, JobProgress> progress =
            await store.ProgressAsync([.. shown.Select(job => job.Id)], context.RequestAborted);
        return new JobList(
            [.. shown.Select(job => JobInfo.Of(job, progress.GetValueOrDefault(job.Id, JobProgress.None), store, options.Jobs))],
            rows.Count > limit ? Encode(shown[^1].Id) : null);
    }

    private static Task<JobInfo> GetAsync(string id, HttpContext context, JobOperations jobs) => jobs.GetAsync(id, context);

    private static string Encode(string id) => Base64Url.EncodeToString(System.Text.Encoding.ASCII.GetBytes(id));

    private static string? Decode(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return null;
        }

        try
        {
            string id = System.Text.Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor));
            return Guid.TryParseExact(id, "N", out _) ? id : throw new FormatException();
        }
        catch (FormatException)
        {
            throw RequestException.Invalid("'cursor' is not one that a list of jobs gave. Leave it out to begin at the newest.", "cursor");
        }
    }
}
