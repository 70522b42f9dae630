namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

/// <summary>
/// Recorded requests that the server accepted and the check rejects: wrong on purpose, or supported by the server but not in the document.
/// </summary>
internal static class RecordedComplaints
{
    public static readonly IReadOnlyList<string> All =
    [
        "a-collection-variants/create-unknown-field", // a misspelled setting
        "a-collection-variants/patch-size", // the size of vectors cannot be changed
        "a-collections/get-point-uuid-forms", // a UUID as URN
        "e-updates/delete-both-selectors", // ids and a filter
        "f-errors/json-too-big-number", // a component that is infinite in float32
        "f-errors/upsert-too-big-number", // the same in a stored vector
        "f-errors/query-unknown-param", // a made-up parameter
        "f-errors/query-unknown-field", // a misspelled limit
        "f-errors/double-slash", // not a path of the document
        "f-errors/index-tenant-text", // a parameter of another type of index
        "h-service/memory", // not in the document
        "h-service/logger", // not in the document
        "h-service/slow-requests", // not in the document
    ];
}
