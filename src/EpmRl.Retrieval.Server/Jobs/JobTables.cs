using EpmRl.Retrieval.Server.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>The tables of jobs. A shipped migration is never changed; a change of the tables is a further one.</summary>
[DbContext(typeof(ServerDatabase))]
[Migration("20261201000000_jobs")]
internal sealed class JobTables : Migration
{
    // Types follow from those of C#, so that both providers choose their own; names are those of the properties.
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "jobs",
            table => new
            {
                Id = table.Column<string>(maxLength: 32, nullable: false),
                Catalog = table.Column<string>(maxLength: 64, nullable: false),
                CreatedBy = table.Column<string>(nullable: false),
                State = table.Column<string>(maxLength: 16, nullable: false),
                Settings = table.Column<string>(nullable: false),
                ChunkRows = table.Column<int>(nullable: false),
                Rows = table.Column<long>(nullable: true),
                Epoch = table.Column<int>(nullable: false),
                Error = table.Column<string>(nullable: true),
                IdempotencyKey = table.Column<string>(nullable: true),
                RequestHash = table.Column<string>(nullable: true),
                Created = table.Column<long>(nullable: false),
                Started = table.Column<long>(nullable: true),
                Finished = table.Column<long>(nullable: true),
                FilesDeleted = table.Column<bool>(nullable: false),
                WebhookAttempts = table.Column<int>(nullable: false),
                WebhookDue = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("jobs_key", row => row.Id));
        migrationBuilder.CreateIndex("jobs_catalog", "jobs", ["Catalog", "Id"]);
        migrationBuilder.CreateIndex("jobs_state", "jobs", "State");
        migrationBuilder.CreateIndex("jobs_idempotency", "jobs", ["Catalog", "IdempotencyKey"], unique: true);
        migrationBuilder.CreateTable(
            "job_chunks",
            table => new
            {
                JobId = table.Column<string>(maxLength: 32, nullable: false),
                Number = table.Column<int>(nullable: false),
                Attempts = table.Column<int>(nullable: false),
                Done = table.Column<long>(nullable: true),
                Results = table.Column<int>(nullable: false),
                Errors = table.Column<int>(nullable: false),
                Versions = table.Column<string>(nullable: false),
            },
            constraints: table => table.PrimaryKey("job_chunks_key", row => new { row.JobId, row.Number }));
    }
}
