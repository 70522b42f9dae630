using EpmRl.Retrieval.Server.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EpmRl.Retrieval.Server.Review;

/// <summary>The tables of review. A shipped migration is never changed; a change of the tables is a further one.</summary>
[DbContext(typeof(ServerDatabase))]
[Migration("20261201000200_review")]
internal sealed class ReviewTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "decisions",
            table => new
            {
                Id = table.Column<string>(maxLength: 32, nullable: false),
                Catalog = table.Column<string>(maxLength: 64, nullable: false),
                ListingId = table.Column<string>(nullable: true),
                TextHash = table.Column<string>(maxLength: 32, nullable: true),
                AttributeId = table.Column<string>(nullable: false),
                Action = table.Column<string>(maxLength: 16, nullable: false),
                Values = table.Column<string>(nullable: false),
                Reason = table.Column<string>(nullable: true),
                Author = table.Column<string>(nullable: false),
                Time = table.Column<long>(nullable: false),
                TaxonomyVersion = table.Column<string>(nullable: false),
                Category = table.Column<string>(nullable: true),
                Changed = table.Column<string>(maxLength: 32, nullable: false),
                IsDeleted = table.Column<bool>(nullable: false),
            },
            constraints: table => table.PrimaryKey("decisions_key", row => row.Id));
        migrationBuilder.CreateIndex("decisions_changed", "decisions", ["Catalog", "Changed"]);
        migrationBuilder.CreateTable(
            "review_items",
            table => new
            {
                Id = table.Column<string>(maxLength: 32, nullable: false),
                Catalog = table.Column<string>(maxLength: 64, nullable: false),
                ListingId = table.Column<string>(nullable: true),
                TextHash = table.Column<string>(maxLength: 32, nullable: false),
                Category = table.Column<string>(nullable: true),
                AttributeId = table.Column<string>(nullable: false),
                Answer = table.Column<string>(nullable: false),
                TaxonomyVersion = table.Column<string>(nullable: false),
                Seen = table.Column<int>(nullable: false),
                Usefulness = table.Column<double>(nullable: false),
                Time = table.Column<long>(nullable: false),
            },
            constraints: table => table.PrimaryKey("review_items_key", row => row.Id));
        migrationBuilder.CreateIndex("review_items_usefulness", "review_items", ["Catalog", "Usefulness"]);
        migrationBuilder.CreateTable(
            "review_texts",
            table => new
            {
                Catalog = table.Column<string>(maxLength: 64, nullable: false),
                Hash = table.Column<string>(maxLength: 32, nullable: false),
                Title = table.Column<string>(nullable: false),
                Description = table.Column<string>(nullable: false),
                Time = table.Column<long>(nullable: false),
            },
            constraints: table => table.PrimaryKey("review_texts_key", row => new { row.Catalog, row.Hash }));
        migrationBuilder.CreateTable(
            "open_spans",
            table => new
            {
                Id = table.Column<string>(maxLength: 32, nullable: false),
                Catalog = table.Column<string>(maxLength: 64, nullable: false),
                AttributeId = table.Column<string>(nullable: false),
                Text = table.Column<string>(nullable: false),
                Category = table.Column<string>(nullable: true),
                Count = table.Column<int>(nullable: false),
                Time = table.Column<long>(nullable: false),
            },
            constraints: table => table.PrimaryKey("open_spans_key", row => row.Id));
        migrationBuilder.CreateIndex("open_spans_attribute", "open_spans", ["Catalog", "AttributeId"]);
    }
}
