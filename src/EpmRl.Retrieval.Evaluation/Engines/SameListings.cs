using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Compares lists of listings: equal if they hold the same objects in the same order, since listings of equal content may be different
/// rows.
/// </summary>
internal sealed class SameListings : IEqualityComparer<IReadOnlyList<LabelledListing>>
{
    private SameListings()
    {
    }

    /// <summary>The comparer.</summary>
    public static SameListings Comparer { get; } = new();

    /// <inheritdoc/>
    public bool Equals(IReadOnlyList<LabelledListing>? x, IReadOnlyList<LabelledListing>? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x.SequenceEqual(y, ReferenceEqualityComparer.Instance));

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] IReadOnlyList<LabelledListing> obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        var hash = new HashCode();
        foreach (LabelledListing listing in obj)
        {
            hash.Add(RuntimeHelpers.GetHashCode(listing));
        }

        return hash.ToHashCode();
    }
}
