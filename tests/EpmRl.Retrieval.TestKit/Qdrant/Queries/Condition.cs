namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A condition of a filter.</summary>
internal abstract class Condition
{
    /// <summary>The number of single conditions: the cost of a read in addition to 1, which strict mode limits.</summary>
    public virtual int Count => 1;

    /// <summary>The size of its largest list.</summary>
    public virtual int Size => 1;

    /// <summary>The fields it looks at, each with the kinds of index that serve it.</summary>
    public virtual IEnumerable<(string Field, IReadOnlyList<string> Kinds)> Needs => [];

    public abstract bool Matches(FilterScope scope);

    /// <summary>Looks for what can be read but makes no sense.</summary>
    /// <exception cref="State.QdrantError">422, naming the place after <paramref name="field"/>.</exception>
    public virtual void Validate(string field)
    {
    }
}
