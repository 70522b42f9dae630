namespace EpmRl.Retrieval.Matching;

/// <summary>A pair in a <see cref="PairGraph"/>.</summary>
/// <param name="Left">The lower listing, by its rank in the graph.</param>
/// <param name="Right">The higher listing.</param>
/// <param name="Evidence">Evidence that both are one product, in millionths.</param>
/// <param name="IsConflict">Whether the pair rules out that they are one.</param>
/// <param name="IsStrong">Whether it may be the only pair that connects two groups.</param>
/// <param name="Constraint">What a person decided.</param>
internal readonly record struct GraphEdge(
    int Left, int Right, int Evidence, bool IsConflict, bool IsStrong, PairConstraint Constraint) : IComparable<GraphEdge>
{
    /// <summary>Whether the pair connects its listings.</summary>
    public bool IsAccepted => Evidence >= PairGraph.Accepted;

    /// <summary>By the listings; then decisions first, those against a link before those for it; then the least evidence.</summary>
    public int CompareTo(GraphEdge other)
    {
        int compared = Left.CompareTo(other.Left);
        compared = compared != 0 ? compared : Right.CompareTo(other.Right);
        compared = compared != 0 ? compared : other.Constraint.CompareTo(Constraint);
        compared = compared != 0 ? compared : other.IsConflict.CompareTo(IsConflict);
        compared = compared != 0 ? compared : Evidence.CompareTo(other.Evidence);
        return compared != 0 ? compared : IsStrong.CompareTo(other.IsStrong);
    }
}
