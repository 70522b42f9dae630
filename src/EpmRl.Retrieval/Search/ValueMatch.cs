namespace EpmRl.Retrieval.Search;

/// <summary>How a search found a value, best first.</summary>
public enum ValueMatch
{
    /// <summary>The query is the value's label.</summary>
    Exact,

    /// <summary>The query is the value's id, alone or as <c>attribute/value</c>.</summary>
    Id,

    /// <summary>The query is an alias of the value, a word that a value pack has for it, or its label in some language.</summary>
    Alias,

    /// <summary>A label or alias begins with the query.</summary>
    Prefix,

    /// <summary>Words of a label or alias are words of the query, with typing errors or not.</summary>
    Words,

    /// <summary>The value's vector is near the query's.</summary>
    Vector,
}
