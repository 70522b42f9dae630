namespace EpmRl.Retrieval.TestKit.Qdrant.Json;

internal enum JsonKind
{
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}
