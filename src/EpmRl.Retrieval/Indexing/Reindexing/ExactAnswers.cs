using System.Numerics.Tensors;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Taxonomy;
using Microsoft.Win32.SafeHandles;

namespace EpmRl.Retrieval.Indexing;

/// <summary>
/// The expected answers of a version, computed in the simplest way: the meaning of the rows comes from the taxonomy, the vectors from the
/// file's bytes, and every row is scored separately. It shares only the format with the scan that readers use.
/// </summary>
internal sealed class ExactAnswers : IDisposable
{
    private readonly ProductTaxonomy taxonomy;
    private readonly Dictionary<string, CategoryLayout> layouts;
    private readonly SafeFileHandle file;
    private readonly VectorForm form;
    private readonly byte[] bytes;
    private readonly float[] row;

    public ExactAnswers(EmbeddedVectorIndex version, string folder)
    {
        taxonomy = version.Taxonomy;
        Layout = new IndexPlan(taxonomy, new PromptTemplates()).Layout; // rows do not depend on the prompts' wording
        layouts =
            taxonomy.Categories.Zip(Layout.Categories).ToDictionary(pair => pair.First.Id, pair => pair.Second, StringComparer.Ordinal);
        _ = VectorForms.TryParse(version.Manifest.VectorForm, out form);
        bytes = new byte[VectorRows.BytesPerRow(form, version.Manifest.Dimension)];
        row = new float[version.Manifest.Dimension];
        file = File.OpenHandle(Path.Combine(folder, IndexFiles.Vectors));
    }

    /// <summary>The meaning of each row.</summary>
    public IndexLayout Layout { get; }

    /// <summary>The vector of a row.</summary>
    public float[] Vector(int place)
    {
        Read(place);
        return [.. row];
    }

    /// <summary>Per attribute of a category that has values: the null score, and every value's score by id.</summary>
    public Dictionary<string, (float Null, Dictionary<string, float> Values)> Score(float[] item, string categoryId)
    {
        var answers = new Dictionary<string, (float, Dictionary<string, float>)>(StringComparer.Ordinal);
        foreach (AttributeRange range in layouts[categoryId].Ranges)
        {
            AttributeDefinition attribute = taxonomy.Attributes[range.Attribute];
            var values = new Dictionary<string, float>(StringComparer.Ordinal);
            int place = range.FirstRow;
            float none = Cosine(item, place);
            foreach (int value in Layout.ValueOfRow[range.Attribute])
            {
                string id = attribute.Values[value].Id;
                values[id] = Math.Max(Cosine(item, ++place), values.GetValueOrDefault(id, float.NegativeInfinity));
            }

            answers.Add(attribute.Id, (none, values));
        }

        return answers;
    }

    /// <summary>The score of every category that has attributes, by id.</summary>
    public Dictionary<string, float> ScoreCategories(float[] item)
    {
        var answers = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach ((string id, CategoryLayout layout) in layouts)
        {
            if (layout.Prompts > 0)
            {
                answers.Add(id, Enumerable.Range(layout.FirstPrompt, layout.Prompts).Max(place => Cosine(item, place)));
            }
        }

        return answers;
    }

    public void Dispose() => file.Dispose();

    private float Cosine(float[] item, int place)
    {
        Read(place);
        return TensorPrimitives.Dot<float>(item, row);
    }

    private void Read(int place)
    {
        if (RandomAccess.Read(file, bytes, MappedVectors.OffsetOf(form, row.Length, place)) != bytes.Length)
        {
            throw new IOException($"The vectors end before row {place}.");
        }

        VectorRows.Read(form, bytes, row);
    }
}
