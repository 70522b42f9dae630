using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval;

/// <summary>What a host application says of the engine.</summary>
public sealed class EpmRlRetrievalOptions
{
    /// <summary>Folder of an embedded index, as <c>epmrl index build</c> makes it.</summary>
    public string IndexFolder { get; set; } = "indexes/sample";

    /// <summary>How attributes are identified.</summary>
    public IdentificationOptions Identification { get; set; } = new();
}
