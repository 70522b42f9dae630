using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Hosting;

/// <summary>Settings of the engine in a host application; keys of configuration are the names of the properties.</summary>
public sealed class EpmRlRetrievalOptions
{
    /// <summary>How attributes are identified. A model added by <c>AddModel</c> sets what was learned.</summary>
    public IdentificationOptions Identification { get; set; } = new();
}
