namespace EpmRl.Retrieval.Search;

/// <summary>How a search found a value, best first.</summary>
public enum ValueMatch
{
    /// <summary>The query is the value's label.</summary>
    Exact,

    /// <summary>The query is the value's id, alone or as <c>attribute/value</c>.</summary>
    Id,

    /// <summary>The query is an alias of the value, a value pack's word for it, or one of its locale labels.</summary>
    Alias,

    /// <summary>A label or alias begins with the query.</summary>
    Prefix,

    /// <summary>Words of a label or alias match words of the query, with or without typing errors.</summary>
    Words,

    /// <summary>The value's vector is near the query's.</summary>
    Vector,
}
