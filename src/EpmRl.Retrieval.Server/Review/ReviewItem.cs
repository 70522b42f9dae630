using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EpmRl.Retrieval.Server.Review;

/// <summary>An answer that waits for a person. Times are milliseconds since 1970.</summary>
internal sealed class ReviewItem
{
    /// <summary>Hash of catalogue, listing and attribute: that of its decision.</summary>
    public string Id { get; set; } = "";

    /// <summary>The catalogue.</summary>
    public string Catalog { get; set; } = "";

    /// <summary>The caller's id of the listing; null where it has none.</summary>
    public string? ListingId { get; set; }

    /// <summary>Hash of the listing's text, which <see cref="ReviewText"/> holds.</summary>
    public string TextHash { get; set; } = "";

    /// <summary>Id of the listing's category; null where it is not known.</summary>
    public string? Category { get; set; }

    /// <summary>Id of the attribute.</summary>
    public string AttributeId { get; set; } = "";

    /// <summary>The engine's answer, in the form of its results.</summary>
    public string Answer { get; set; } = "{}";

    /// <summary>Version of the taxonomy of its ids.</summary>
    public string TaxonomyVersion { get; set; } = "";

    /// <summary>How often the listing was seen.</summary>
    public int Seen { get; set; }

    /// <summary>Larger is more useful: how unsure the engine is, and how often the listing was seen.</summary>
    public double Usefulness { get; set; }

    /// <summary>When it was seen last.</summary>
    public long Time { get; set; }
}

/// <summary>The text of a listing with answers that wait or were decided; deleted after the retention time.</summary>
internal sealed class ReviewText
{
    /// <summary>The catalogue.</summary>
    public string Catalog { get; set; } = "";

    /// <summary>Hash of the text.</summary>
    public string Hash { get; set; } = "";

    /// <summary>The title.</summary>
    public string Title { get; set; } = "";

    /// <summary>The description.</summary>
    public string Description { get; set; } = "";

    /// <summary>When it was stored.</summary>
    public long Time { get; set; }

    /// <summary>The text of a listing; PostgreSQL has no NUL in texts.</summary>
    public static ReviewText Of(string catalog, string hash, string? title, string? description, long now) => new()
    {
        Catalog = catalog,
        Hash = hash,
        Title = (title ?? "").Replace('\0', '\ufffd'),
        Description = (description ?? "").Replace('\0', '\ufffd'),
        Time = now,
    };
}

/// <summary>A span that was read as a value that the taxonomy does not list.</summary>
internal sealed class OpenSpan
{
    /// <summary>Hash of catalogue, attribute and spelling.</summary>
    public string Id { get; set; } = "";

    /// <summary>The catalogue.</summary>
    public string Catalog { get; set; } = "";

    /// <summary>Id of the attribute.</summary>
    public string AttributeId { get; set; } = "";

    /// <summary>The span as it was first written.</summary>
    public string Text { get; set; } = "";

    /// <summary>Id of the first listing's category; null where it is not known.</summary>
    public string? Category { get; set; }

    /// <summary>How many listings had it.</summary>
    public int Count { get; set; }

    /// <summary>When it was seen last.</summary>
    public long Time { get; set; }
}

/// <summary>Maps items to their table.</summary>
internal sealed class ReviewItemMapping : IEntityTypeConfiguration<ReviewItem>
{
    public void Configure(EntityTypeBuilder<ReviewItem> item)
    {
        item.ToTable("review_items");
        item.HasKey(row => row.Id);
    }
}

/// <summary>Maps texts to their table.</summary>
internal sealed class ReviewTextMapping : IEntityTypeConfiguration<ReviewText>
{
    public void Configure(EntityTypeBuilder<ReviewText> text)
    {
        text.ToTable("review_texts");
        text.HasKey(row => new { row.Catalog, row.Hash });
    }
}

/// <summary>Maps spans to their table.</summary>
internal sealed class OpenSpanMapping : IEntityTypeConfiguration<OpenSpan>
{
    public void Configure(EntityTypeBuilder<OpenSpan> span)
    {
        span.ToTable("open_spans");
        span.HasKey(row => row.Id);
    }
}
