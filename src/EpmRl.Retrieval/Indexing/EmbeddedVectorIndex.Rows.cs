using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <content>Its rows, for loading them elsewhere.</content>
public sealed partial class EmbeddedVectorIndex
{
    /// <summary>The version's content without its vectors.</summary>
    internal IndexContent Content => new(Manifest, Taxonomy, layout);

    /// <summary>Every row, in the order of the layout: range by range, each with its null value first, then the categories' own.</summary>
    /// <remarks>Reads on demand, with one row in memory at a time. The same version always gives the same rows in the same order.</remarks>
    /// <exception cref="IOException">The version was removed meanwhile.</exception>
    public IEnumerable<IndexRow> Rows()
    {
        using FileStream keys = File.OpenRead(Path.Combine(folder, IndexFiles.Keys));
        byte[] key = new byte[PromptKey.Bytes];
        int next = 0;
        foreach (StoredRange range in StoredRange.Of(layout, Taxonomy))
        {
            AttributeDefinition attribute = Taxonomy.Attributes[range.Attribute];
            string[] categories = [.. range.Categories.Select(category => Taxonomy.Categories[category].Id)];
            yield return Row(IndexRowKind.NullValue, categories) with { AttributeId = attribute.Id };
            int previous = -1;
            foreach (int value in layout.ValueOfRow[range.Attribute])
            {
                yield return Row(IndexRowKind.Value, categories) with
                {
                    AttributeId = attribute.Id,
                    ValueId = attribute.Values[value].Id,
                    Text = attribute.Values[value].Label,
                    IsDescription = value == previous,
                };
                previous = value;
            }
        }

        for (int c = 0; c < layout.Categories.Length; c++)
        {
            for (int prompt = 0; prompt < layout.Categories[c].Prompts; prompt++)
            {
                yield return Row(IndexRowKind.Category, [Taxonomy.Categories[c].Id]) with
                {
                    Text = Taxonomy.Categories[c].Path,
                    IsDescription = prompt > 0,
                };
            }
        }

        IndexRow Row(IndexRowKind kind, string[] categories)
        {
            float[] vector = new float[Manifest.Dimension];
            vectors.Read(next++, vector);
            keys.ReadExactly(key);
            return new IndexRow { Kind = kind, CategoryIds = categories, ContentHash = Convert.ToHexStringLower(key), Vector = vector };
        }
    }
}
