namespace EpmRl.Retrieval.Training.Composition;

/// <summary>The slots by their words in files.</summary>
internal static class FrameSlots
{
    /// <summary>Every slot that is written in braces.</summary>
    public static IReadOnlyDictionary<string, FrameSlot> ByWord { get; } = new Dictionary<string, FrameSlot>(StringComparer.Ordinal)
    {
        ["value"] = FrameSlot.Value,
        ["Value"] = FrameSlot.CapitalValue,
        ["other"] = FrameSlot.Other,
        ["actual"] = FrameSlot.Actual,
        ["attribute"] = FrameSlot.Attribute,
        ["product"] = FrameSlot.Product,
        ["filler"] = FrameSlot.Filler,
    };
}
