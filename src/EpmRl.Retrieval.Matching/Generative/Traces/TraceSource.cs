namespace EpmRl.Retrieval.Matching;

/// <summary>Who wrote a trace.</summary>
internal enum TraceSource
{
    /// <summary>Derived from evidence and label.</summary>
    Derived,

    /// <summary>A language model, verified.</summary>
    Teacher,

    /// <summary>A person's correction; it wins over the others.</summary>
    Person,
}
