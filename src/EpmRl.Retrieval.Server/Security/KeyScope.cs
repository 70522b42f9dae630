namespace EpmRl.Retrieval.Server.Security;

/// <summary>What a key allows. Each scope includes those before it.</summary>
internal enum KeyScope
{
    /// <summary>Searching values, reading taxonomies, versions, states and results.</summary>
    Read,

    /// <summary>Identifying attributes, deciding pairs, embeddings and jobs.</summary>
    Tag,

    /// <summary>Editing and publishing taxonomies, reindexing, reviewing.</summary>
    Edit,

    /// <summary>Keys, the audit log, swapping models.</summary>
    Admin,
}
