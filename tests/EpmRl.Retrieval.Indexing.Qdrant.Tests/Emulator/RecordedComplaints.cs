namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

/// <summary>Recorded requests that the server took and that the document does not cover: misspelt on purpose, or a gap of the document.</summary>
internal static class RecordedComplaints
{
    public static readonly IReadOnlyList<string> All =
    [
    ];
}
