using Parquet;
using Parquet.Schema;

namespace EpmRl.Retrieval.Tests.Catalog;

/// <summary>Parquet files of texts, and one that Apache Arrow's C++ library wrote.</summary>
internal static class ParquetFile
{
    /// <summary>
    /// Columns of every type, nulls and lists, in two row groups of three rows; written with ParquetSharp 25, compressed by zstd.
    /// </summary>
    public static string OfArrow => TestKit.TestPaths.InProject("tests", "fixtures", "parquet", "arrow.parquet");

    /// <summary>A file of text columns, one row group for each array of rows.</summary>
    public static async Task<byte[]> OfTextsAsync(string[] columns, params string?[][][] groups)
    {
        DataField[] fields = [.. columns.Select(column => new DataField<string>(column, true))];
        var file = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file))
        {
            foreach (string?[][] rows in groups)
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                for (int i = 0; i < fields.Length; i++)
                {
                    await group.WriteAsync(fields[i], rows.Select(row => row[i]).ToArray()!);
                }
            }
        }

        return file.ToArray();
    }

    /// <summary>A file with a schema of any depth and no rows.</summary>
    public static async Task<byte[]> OfSchemaAsync(params Field[] fields)
    {
        var file = new MemoryStream();
        await using (await ParquetWriter.CreateAsync(new ParquetSchema(fields), file))
        {
        }

        return file.ToArray();
    }
}
