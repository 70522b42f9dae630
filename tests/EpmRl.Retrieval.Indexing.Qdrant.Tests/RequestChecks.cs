using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

internal static class RequestChecks
{
    public static void AllAreValid(IReadOnlyList<RecordedExchange> exchanges) => Assert.DoesNotContain(exchanges, exchange => exchange.Response.Status == 501);
}
