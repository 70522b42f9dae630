using System.ComponentModel;
using System.Text.Json;

namespace EpmRl.Retrieval.Server.Api;

// Answers of the engine are written by its own writers (TagResultJson, ValueSearchJson, DecisionLines). These types describe them in the
// OpenAPI document; a test compares their names with real answers.

/// <summary>The attributes of a listing.</summary>
internal sealed record ListingResult(
    string ListingId,
    [property: Description("Path of the predicted or assumed category, else the one that was given.")] string? Category,
    string? CategoryId,
    IReadOnlyList<AttributeResult> Attributes,
    [property: Description("Version of the taxonomy that answered.")] string TaxonomyVersion,
    [property: Description("Fingerprint of the encoder's space.")] string Space,
    [property: Description("Whether the encoder cut the text; mentions are read in all of it.")] bool Truncated)
{
    [Description("Whether the category was predicted from the text.")]
    public bool? CategoryPredicted { get; init; }

    [Description("Whether the category is the default one of the service.")]
    public bool? CategoryAssumed { get; init; }

    [Description("The category of the request, where it is not one of the taxonomy.")]
    public string? CategoryGiven { get; init; }

    [Description("Categories considered, best first; present when it was predicted.")]
    public IReadOnlyList<CategoryCandidateResult>? CategoryCandidates { get; init; }

    [Description("Row of a listing that shares its product with others.")]
    public long? Row { get; init; }

    [Description("Key that rows of one product share.")]
    public string? Group { get; init; }

    [Description("The options of the row, as text that evidence points into.")]
    public string? Options { get; init; }

    [Description("Other fields of the listing, unchanged.")]
    public IReadOnlyDictionary<string, JsonElement>? Extra { get; init; }
}

/// <summary>Answers to several listings, in their order.</summary>
internal sealed record ListingResults(
    [property: Description("A result, or an object with 'error', for each listing.")] IReadOnlyList<ListingResultOrError> Results,
    [property: Description("How many listings could not be read.")] int Errors);

/// <summary>A result, or the error in its place.</summary>
internal sealed record ListingResultOrError(string? ListingId, IReadOnlyList<AttributeResult>? Attributes, ListingError? Error);

/// <summary>Why a listing could not be read.</summary>
internal sealed record ListingError(long Line, string? Field, string Message);

/// <summary>A category that was considered.</summary>
internal sealed record CategoryCandidateResult(
    string Id, string Path, double Score, double Probability, IReadOnlyList<EvidenceResult> Evidence);

/// <summary>The answer for one attribute.</summary>
internal sealed record AttributeResult(
    string Attribute,
    string AttributeId,
    [property: Description("value, no_value or needs_review")] string Status,
    IReadOnlyList<ValueResult> Values,
    [property: Description("Next best values.")] IReadOnlyList<ValueResult> Alternatives,
    [property: Description("Why there is no value, or why a person should look.")] string? Reason)
{
    [Description("Values that the text states as well and that contradict the answer.")]
    public IReadOnlyList<ValueResult>? Conflict { get; init; }

    [Description("Who decided it, where a person did.")]
    public string? DecidedBy { get; init; }
}

/// <summary>A value of an attribute.</summary>
internal sealed record ValueResult(
    string Id,
    string Label,
    [property: Description("Cosine of listing and value, or the score of the mention.")] double Score,
    [property: Description("Probability that it is right, 0 to 1.")] double Probability,
    [property: Description("The probability from which it is answered.")] double Threshold,
    [property: Description("How far it is ahead of the next value.")] double Margin,
    [property: Description("Where the text states it; empty for an implied value.")] IReadOnlyList<EvidenceResult> Evidence)
{
    [Description("Whether it is not in the list of values.")]
    public bool? Open { get; init; }

    [Description("The amount, in the attribute's unit.")]
    public QuantityResult? Quantity { get; init; }
}

/// <summary>An amount: a number, or a range.</summary>
internal sealed record QuantityResult(double? Number, double? Min, double? Max, string? Unit);

/// <summary>A place in the listing's text.</summary>
internal sealed record EvidenceResult(
    [property: Description("title, description, options or column")] string Field,
    [property: Description("First character, from 0.")] int Start,
    [property: Description("After the last character.")] int End,
    string Text)
{
    [Description("Name of the column.")]
    public string? Column { get; init; }
}

/// <summary>A page of values.</summary>
internal sealed record ValueSearchResult(
    string Query,
    IReadOnlyList<ValueHitResult> Results,
    [property: Description("Hits of all pages.")] int Total,
    ValueFacetsResult Facets,
    [property: Description("'cursor' of the next page; null after the last.")] string? NextCursor,
    string IndexVersion,
    string Space,
    string TaxonomyVersion)
{
    [Description("The query with unknown words corrected, where it was searched too.")]
    public string? Corrected { get; init; }
}

/// <summary>How many hits each attribute and category has.</summary>
internal sealed record ValueFacetsResult(IReadOnlyList<FacetResult> Attributes, IReadOnlyList<FacetResult> Categories);

/// <summary>The hits of one attribute or category.</summary>
internal sealed record FacetResult(string Id, int Count);

/// <summary>A value found.</summary>
internal sealed record ValueHitResult(
    int Rank,
    string AttributeId,
    string Attribute,
    string ValueId,
    string Label,
    string CategoryId,
    string Category,
    [property: Description("How many categories have it.")] int Categories,
    string? CommonCategoryId,
    double Score,
    [property: Description("exact, prefix, words or meaning")] string Match,
    ValueWhyResult Why)
{
    [Description("The label or alias that matched.")]
    public string? Matched { get; init; }

    public double? Cosine { get; init; }

    [Description("Further attributes with this value.")]
    public IReadOnlyList<string>? Also { get; init; }

    public string? Status { get; init; }

    public string? ReplacedBy { get; init; }
}

/// <summary>Why a value has its rank.</summary>
internal sealed record ValueWhyResult(double Spelling, double Meaning)
{
    public int? MeaningRank { get; init; }

    public IReadOnlyList<WordMatchResult>? Words { get; init; }
}

/// <summary>A word of the query and the one found for it.</summary>
internal sealed record WordMatchResult(string Query, string Found, int Errors, bool Beginning);

/// <summary>Decisions about pairs, in their order.</summary>
internal sealed record PairDecisionsResult(IReadOnlyList<PairDecisionResult> Decisions);

/// <summary>Whether two listings are the same product.</summary>
internal sealed record PairDecisionResult(
    string A,
    string B,
    [property: Description("same, variant, different or unsure")] string Verdict,
    [property: Description("Probability of 'same', 0 to 1.")] double Probability,
    IReadOnlyList<PairReasonResult> Reasons,
    string Explanation,
    string Model,
    string? PromptVersion)
{
    [Description("Whether the probability was not fitted.")]
    public bool? Estimated { get; init; }
}

/// <summary>An aspect of both listings.</summary>
internal sealed record PairReasonResult(
    string Aspect,
    string? A,
    string? B,
    [property: Description("same, conflict, one-sided or none")] string Relation,
    PairSpanResult? SpanA,
    PairSpanResult? SpanB);

/// <summary>A place in a listing's text.</summary>
internal sealed record PairSpanResult(string Field, int Start, int End)
{
    public string? Column { get; init; }
}

/// <summary>Vectors, as OpenAI's API answers.</summary>
internal sealed record EmbeddingsResult(string Object, IReadOnlyList<EmbeddingResult> Data, string Model, EmbeddingsUsage Usage);

/// <summary>A vector: numbers, or base64 of float32 in little-endian order.</summary>
internal sealed record EmbeddingResult(string Object, int Index, JsonElement Embedding);

/// <summary>Estimated tokens.</summary>
internal sealed record EmbeddingsUsage(int PromptTokens, int TotalTokens);
