namespace EpmRl.Retrieval.Hosting;

/// <summary>Settings of the embedded index; configuration keys are the property names.</summary>
internal sealed class EmbeddedIndexOptions
{
    /// <summary>Folder of the index, which holds the file <c>current</c>; relative to the working directory.</summary>
    public string Folder { get; set; } = "";
}
