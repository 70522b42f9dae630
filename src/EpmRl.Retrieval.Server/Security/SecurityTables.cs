using EpmRl.Retrieval.Server.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EpmRl.Retrieval.Server.Security;

/// <summary>The tables of keys and of the audit log. A shipped migration is never changed; a change of the tables is a further
/// one.</summary>
[DbContext(typeof(ServerDatabase))]
[Migration("20261201000100_security")]
internal sealed class SecurityTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "api_keys",
            table => new
            {
                Id = table.Column<string>(maxLength: 12, nullable: false),
                Name = table.Column<string>(nullable: false),
                Hash = table.Column<byte[]>(nullable: false),
                Scope = table.Column<string>(maxLength: 16, nullable: false),
                Catalogs = table.Column<string>(nullable: false),
                RequestsPerMinute = table.Column<int>(nullable: true),
                Created = table.Column<long>(nullable: false),
                CreatedBy = table.Column<string>(nullable: false),
                Expires = table.Column<long>(nullable: true),
                LastUsed = table.Column<long>(nullable: true),
                Revoked = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("api_keys_key", row => row.Id));
        migrationBuilder.CreateTable(
            "audit",
            table => new
            {
                Id = table.Column<string>(maxLength: 32, nullable: false),
                Time = table.Column<long>(nullable: false),
                Who = table.Column<string>(nullable: false),
                Catalog = table.Column<string>(nullable: true),
                Action = table.Column<string>(maxLength: 64, nullable: false),
                Target = table.Column<string>(nullable: true),
                Detail = table.Column<string>(nullable: true),
            },
            constraints: table => table.PrimaryKey("audit_key", row => row.Id));
    }
}
