using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>A labelled pair with what the attribute engine knows of it.</summary>
/// <param name="Set">Name of its data set.</param>
/// <param name="Evidence">The listings as shown, the engine's evidence and the right verdict.</param>
/// <param name="IsSame">The label.</param>
/// <param name="Product">The product of the first listing, as a number.</param>
/// <param name="IsSeen">Whether training pairs have both products; false where they have neither.</param>
internal sealed record GenerativePair(string Set, PairEvidence Evidence, bool IsSame, int Product, bool IsSeen)
{
    /// <summary>The listing shown first.</summary>
    public ShownListing A => Evidence.A;

    /// <summary>The listing shown second.</summary>
    public ShownListing B => Evidence.B;

    /// <summary>The same pair in the other order.</summary>
    public GenerativePair Swapped() => this with { Evidence = Evidence.Swapped() };
}
