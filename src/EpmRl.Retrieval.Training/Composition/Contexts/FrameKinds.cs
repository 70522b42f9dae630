namespace EpmRl.Retrieval.Training.Composition;

/// <summary>The kinds of frames by their words in files.</summary>
internal static class FrameKinds
{
    /// <summary>Every kind.</summary>
    public static IReadOnlyDictionary<string, FrameKind> ByWord { get; } =
        Enum.GetValues<FrameKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);
}
