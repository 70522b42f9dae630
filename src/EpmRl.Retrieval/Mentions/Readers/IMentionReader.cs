namespace EpmRl.Retrieval.Mentions;

/// <summary>Reads the mentions of one attribute; there is one reader for each kind. Safe for concurrent callers.</summary>
internal interface IMentionReader
{
    /// <summary>Adds every mention of the attribute in a field, in the order of the text.</summary>
    void Read(FieldReading reading, List<Mention> mentions);
}
