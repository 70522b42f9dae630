namespace EpmRl.Retrieval.Hosting;

/// <summary>Settings of the embedded index; keys of configuration are the names of the properties.</summary>
public sealed class EmbeddedIndexOptions
{
    /// <summary>Folder of the index, which holds the file <c>current</c>; relative to the working directory.</summary>
    public string Folder { get; set; } = "";
}
