using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>What a job is doing.</summary>
internal enum JobState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Its rows are being counted.</summary>
    Preparing,

    /// <summary>Its chunks are being worked on.</summary>
    Running,

    /// <summary>Stopped by a caller until it is resumed.</summary>
    Paused,

    /// <summary>Done; the result can be fetched.</summary>
    Completed,

    /// <summary>Ended by a fault, which the job states.</summary>
    Failed,

    /// <summary>Ended by a caller.</summary>
    Cancelled,
}

/// <summary>A job as the database holds it. Times are milliseconds since 1970, so that SQLite orders them.</summary>
internal sealed class JobRow
{
    /// <summary>32 hexadecimal digits that grow with time.</summary>
    public string Id { get; set; } = "";

    /// <summary>The catalogue of the caller who made it.</summary>
    public string Catalog { get; set; } = "";

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>Its state.</summary>
    public JobState State { get; set; }

    /// <summary><see cref="JobSettings"/> as JSON.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>Rows of a chunk; fixed for the life of the job.</summary>
    public int ChunkRows { get; set; }

    /// <summary>Rows of the input, bad ones included; null until they are counted.</summary>
    public long? Rows { get; set; }

    /// <summary>Counts resumptions, so that a broker does not take chunks handed out again for duplicates.</summary>
    public int Epoch { get; set; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Error { get; set; }

    /// <summary>The caller's idempotency key; null for none.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>SHA-256 of the request that made it.</summary>
    public string? RequestHash { get; set; }

    /// <summary>When it was made.</summary>
    public long Created { get; set; }

    /// <summary>When its rows were counted; null before.</summary>
    public long? Started { get; set; }

    /// <summary>When it ended; null before.</summary>
    public long? Finished { get; set; }

    /// <summary>Whether its files were deleted because of their age.</summary>
    public bool FilesDeleted { get; set; }

    /// <summary>Calls of its webhook so far.</summary>
    public int WebhookAttempts { get; set; }

    /// <summary>When its webhook is called next; null when it never is.</summary>
    public long? WebhookDue { get; set; }

    /// <summary>Number of its chunks; null until its rows are counted.</summary>
    public int? Chunks => Rows is { } rows ? (int)((rows + ChunkRows - 1) / ChunkRows) : null;
}

/// <summary>A chunk that was begun.</summary>
internal sealed class ChunkRow
{
    /// <summary>Its job.</summary>
    public string JobId { get; set; } = "";

    /// <summary>Its number, from 0.</summary>
    public int Number { get; set; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; set; }

    /// <summary>When it was done; null before.</summary>
    public long? Done { get; set; }

    /// <summary>Listings with a result.</summary>
    public int Results { get; set; }

    /// <summary>Bad rows.</summary>
    public int Errors { get; set; }

    /// <summary>Versions of the taxonomy that the results are of, separated by commas: one, unless it was swapped meanwhile.</summary>
    public string Versions { get; set; } = "";
}

/// <summary>Maps jobs to their table.</summary>
internal sealed class JobMapping : IEntityTypeConfiguration<JobRow>
{
    public void Configure(EntityTypeBuilder<JobRow> job)
    {
        job.ToTable("jobs");
        job.HasKey(row => row.Id);
        job.Property(row => row.State).HasConversion<string>();
        job.Ignore(row => row.Chunks);
        job.HasIndex(row => new { row.Catalog, row.IdempotencyKey }).IsUnique();
    }
}

/// <summary>Maps chunks to their table.</summary>
internal sealed class ChunkMapping : IEntityTypeConfiguration<ChunkRow>
{
    public void Configure(EntityTypeBuilder<ChunkRow> chunk)
    {
        chunk.ToTable("job_chunks");
        chunk.HasKey(row => new { row.JobId, row.Number });
    }
}
