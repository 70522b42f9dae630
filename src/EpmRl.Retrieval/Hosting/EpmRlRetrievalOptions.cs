using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Hosting;

/// <summary>Settings of the engine in a host application; configuration keys are the property names.</summary>
public sealed class EpmRlRetrievalOptions
{
    /// <summary>How attributes are identified. A model added by <c>AddModel</c> sets the trained parts.</summary>
    public IdentificationOptions Identification { get; set; } = new();
}
