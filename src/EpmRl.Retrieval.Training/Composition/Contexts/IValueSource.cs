namespace EpmRl.Retrieval.Training.Composition;

/// <summary>The values of an attribute in one language.</summary>
internal interface IValueSource
{
    /// <summary>How many values there are to choose from.</summary>
    int Count { get; }

    /// <summary>Chooses a value and its words.</summary>
    /// <param name="random">Source of randomness.</param>
    /// <param name="not">The key of a value that is not to be chosen; null for none. Needs two values.</param>
    DrawnValue Draw(Random random, string? not);
}
