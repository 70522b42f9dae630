namespace EpmRl.Retrieval.Server.Batching;

/// <summary>Who waits for the encoder.</summary>
internal enum Lane
{
    /// <summary>A person or program waits for the answer.</summary>
    Interactive,

    /// <summary>Streams and jobs.</summary>
    Bulk,
}
