using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>A labelled pair as a generator is shown it.</summary>
/// <param name="Set">Name of its data set.</param>
/// <param name="A">The listing shown first.</param>
/// <param name="B">The listing shown second.</param>
/// <param name="IsSame">The label.</param>
/// <param name="Product">The product of the first listing, as a number.</param>
/// <param name="IsSeen">Whether training pairs have both products; false where they have neither.</param>
internal sealed record GenerativePair(string Set, ShownListing A, ShownListing B, bool IsSame, int Product, bool IsSeen)
{
    /// <summary>The same pair in the other order.</summary>
    public GenerativePair Swapped() => this with { A = B, B = A };
}
