using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Evaluation;

/// <summary>Short forms of labelled listings, answers and scored pairs.</summary>
internal static class Labelled
{
    public static LabelledListing Listing(string category, string title, params (string Attribute, string[] Labels)[] gold) => new()
    {
        Profile = new ProductProfile { Id = title, Title = title, Category = category },
        Category = category,
        Gold = gold.ToDictionary(pair => pair.Attribute, pair => (IReadOnlyList<string>)pair.Labels),
        Line = 1,
    };

    public static AttributeAnswer Answer(string attribute, string? label, double probability = 0.5, string? alternative = null) => new()
    {
        AttributeId = attribute,
        Attribute = attribute,
        Status = label is null ? AnswerStatus.NoValue : AnswerStatus.Value,
        Values = label is null ? [] : [Value(label, probability)],
        Alternatives = alternative is null ? [] : [Value(alternative, label is null ? probability : probability / 2)],
        Reason = "",
    };

    public static PairResult Pair(
        PairOutcome outcome, double probability = 0.5, int listing = 0, string attribute = "a", bool? bestIsRight = null) => new()
    {
        ListingIndex = listing,
        Listing = Listing("c", "t"),
        Attribute = attribute,
        Kind = AttributeKind.Categorical,
        Gold = outcome is PairOutcome.Invented or PairOutcome.RightlyNone ? [] : ["x"],
        Answer = outcome is PairOutcome.Missed or PairOutcome.RightlyNone
            ? Answer(attribute, null, probability, bestIsRight is null ? null : "x")
            : Answer(attribute, "x", probability),
        Outcome = outcome,
        BestIsRight = bestIsRight ?? outcome == PairOutcome.Right,
        Explicit = false,
    };

    public static TagResult Result(params AttributeAnswer[] answers) => new()
    {
        ListingId = "1",
        Category = new CategoryAnswer("c", "c", false, []),
        Attributes = answers,
        TaxonomyVersion = "1",
        Space = "s",
        Truncated = false,
    };

    public static ProductTaxonomy TaxonomyOf(params string[] attributes)
    {
        AttributeDefinition[] definitions =
            [.. attributes.Select(name => new AttributeDefinition { Id = name, Name = name, Kind = AttributeKind.Categorical })];
        return new ProductTaxonomy("t", "1", [new Category { Id = "c", Name = "c", Path = "c", Attributes = definitions }], definitions);
    }

    private static ValueAnswer Value(string label, double probability) => new()
    {
        Id = label,
        Label = label,
        Score = probability,
        Probability = probability,
        Threshold = 0,
        Margin = 0,
        Evidence = [],
    };
}
