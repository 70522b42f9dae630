namespace EpmRl.Retrieval.Training.Composition;

/// <summary>Number and kind of composed listings.</summary>
internal sealed record ListingComposerOptions
{
    /// <summary>Most categories, at least 1.</summary>
    public int Categories { get; init; } = 250;

    /// <summary>Most categories with one parent, at least 1: siblings share most of their attributes.</summary>
    public int CategoriesOfOneParent { get; init; } = 2;

    /// <summary>Fewest attributes with two or more values that a category must have, at least 1.</summary>
    public int FewestAttributes { get; init; } = 3;

    /// <summary>Listings of each category, at least 1.</summary>
    public int ListingsOfCategory { get; init; } = 32;

    /// <summary>Seed of everything that is random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Categories, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CategoriesOfOneParent, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(FewestAttributes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ListingsOfCategory, 1);
    }
}
