using System.Text.RegularExpressions;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>A small listing with the right answer for one attribute, which tests how a kind of wording is read.</summary>
internal sealed record ReadingCase
{
    /// <summary>Id of the case.</summary>
    public required string Id { get; init; }

    /// <summary>Kind of wording.</summary>
    public required string Kind { get; init; }

    /// <summary>Language of the listing; empty if not given.</summary>
    public required string Language { get; init; }

    /// <summary>The listing, with its category.</summary>
    public required ProductProfile Profile { get; init; }

    /// <summary>Name or id of the attribute.</summary>
    public required string Attribute { get; init; }

    /// <summary>Pattern that the best label must match in full; null if the attribute must not be answered with <c>value</c>.</summary>
    public required Regex? Expect { get; init; }

    /// <summary>Whether the text is ambiguous: no answer and review are then right, too.</summary>
    public bool Ambiguous { get; init; }

    /// <summary>Id shared with the case that differs from this one in a few words; null for none.</summary>
    public string? Twin { get; init; }
}
