using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Server.Hosting;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>A job.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state.</param>
/// <param name="Catalog">Its catalogue.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="InputBytes">Bytes of its input.</param>
/// <param name="Output">Format of its result.</param>
/// <param name="Layout">Layout of a table.</param>
/// <param name="Rows">Rows of the input; null until they are counted.</param>
/// <param name="RowsDone">Rows that are done, bad ones included.</param>
/// <param name="Results">Listings with a result.</param>
/// <param name="BadRows">Rows that could not be read; their faults are in the file of errors.</param>
/// <param name="Chunks">Chunks of the job; null until rows are counted.</param>
/// <param name="ChunksDone">Chunks that are done.</param>
/// <param name="RowsPerSecond">Rate over the last minute; null while the job does not run.</param>
/// <param name="EtaSeconds">Seconds to the end at that rate; null when unknown.</param>
/// <param name="Created">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Started">When its rows were counted.</param>
/// <param name="Finished">When it ended.</param>
/// <param name="Expires">When its files are deleted; null while it runs, or when they were.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
/// <param name="TaxonomyVersions">Versions of the taxonomy that results are of.</param>
/// <param name="Warning">What to know about the result; null for nothing.</param>
internal sealed record JobInfo(
    string Id, string Name, JobState State, string Catalog, string Input, long InputBytes, JobOutput Output, TagLayout Layout, long? Rows,
    long RowsDone, long Results, long BadRows, int? Chunks, int ChunksDone, double? RowsPerSecond, double? EtaSeconds,
    DateTimeOffset Created, string CreatedBy, DateTimeOffset? Started, DateTimeOffset? Finished, DateTimeOffset? Expires, string? Error,
    IReadOnlyList<string> TaxonomyVersions, string? Warning)
{
    /// <summary>Describes a job.</summary>
    public static JobInfo Of(JobRow job, JobProgress progress, JobStore store, JobOptions options)
    {
        JobSettings settings = JobSettings.Parse(job.Settings);
        long done = progress.Results + progress.Errors;
        double? rate = job.State == JobState.Running ? progress.RecentRows / store.RecentSeconds(job) : null;
        string input = settings.InputName ?? "input";
        return new JobInfo(
            job.Id, settings.Name ?? input, job.State, job.Catalog, input, settings.InputBytes, settings.Output, settings.Layout, job.Rows,
            done, progress.Results, progress.Errors, job.Chunks, progress.Chunks, rate is { } r ? Math.Round(r, 1) : null,
            rate > 0 && job.Rows is { } rows ? Math.Round((rows - done) / rate.Value, 0) : null,
            At(job.Created)!.Value, job.CreatedBy, At(job.Started), At(job.Finished),
            job.Finished is { } ended && !job.FilesDeleted ? At(ended)!.Value + options.Retention : null,
            job.Error, progress.Versions,
            progress.Versions.Count > 1
                ? $"The taxonomy was published while the job ran: results are of {progress.Versions.Count} versions. Run it again for one."
                : null);
    }

    private static DateTimeOffset? At(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}

/// <summary>Jobs, newest first.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Cursor">Continues the list; null at its end.</param>
internal sealed record JobList(IReadOnlyList<JobInfo> Jobs, string? Cursor);

/// <summary>The first rows of an input as the reader sees them.</summary>
/// <param name="Columns">Columns in order of appearance.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Notes">Choices and findings of the reader: a guessed encoding, a recognised export.</param>
internal sealed record JobPreview(List<string> Columns, List<JobPreviewRow> Rows, List<string> Notes);

/// <summary>A row of a preview.</summary>
/// <param name="Line">Line or row number, from 1.</param>
/// <param name="Id">Id of the listing; null for a bad row.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description, cut.</param>
/// <param name="Category">Its category; null when it names none.</param>
/// <param name="Cells">The row by column; null for a bad row that is not JSON.</param>
/// <param name="Error">The fault; null for a good row.</param>
internal sealed record JobPreviewRow(
    long Line, string? Id, string? Title, string? Description, string? Category, IReadOnlyDictionary<string, string>? Cells, string? Error);
