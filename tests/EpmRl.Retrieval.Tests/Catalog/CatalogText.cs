using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Tests.Catalog;

/// <summary>Reads listings from texts and bytes.</summary>
internal static class CatalogText
{
    public static Task<List<CatalogRow>> ReadAsync(string text, string name = "feed.jsonl", ProductReaderOptions? options = null) =>
        ReadAsync(System.Text.Encoding.UTF8.GetBytes(text), name, options);

    public static async Task<List<CatalogRow>> ReadAsync(byte[] bytes, string name = "feed.jsonl", ProductReaderOptions? options = null)
    {
        await using var reader = new ProductReader(new MemoryStream(bytes), name, options);
        var rows = new List<CatalogRow>();
        await foreach (CatalogRow row in reader.ReadAsync())
        {
            rows.Add(row);
        }

        return rows;
    }
}
