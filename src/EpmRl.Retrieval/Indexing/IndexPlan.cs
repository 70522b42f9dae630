using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The content of a taxonomy's index: the layout, and the text of every row, created on demand.</summary>
internal sealed class IndexPlan
{
    private readonly ProductTaxonomy taxonomy;
    private readonly PromptTemplates prompts;
    private readonly ValuePrompts values;
    private readonly List<(Category Category, int Attribute)> ranges = []; // those with rows of their own, in row order
    private readonly List<Category> categories = []; // those with prompts

    public IndexPlan(ProductTaxonomy taxonomy, PromptTemplates prompts)
    {
        this.taxonomy = taxonomy;
        this.prompts = prompts;
        values = new ValuePrompts(taxonomy, prompts);
        Layout = BuildLayout();
    }

    public IndexLayout Layout { get; }

    /// <summary>The prompt of every row, in order.</summary>
    public IEnumerable<string> Prompts()
    {
        foreach ((Category category, int place) in ranges)
        {
            AttributeDefinition attribute = taxonomy.Attributes[place];
            yield return values.Null(category, attribute);
            int previous = -1;
            foreach (int value in Layout.ValueOfRow[place])
            {
                // A value's first row is its label, its second its description.
                TaxonomyValue current = attribute.Values[value];
                yield return value == previous && current.Description is { } description
                    ? values.Wording(category, attribute, description)
                    : values.Label(category, attribute, current.Label);
                previous = value;
            }
        }

        foreach (Category category in categories)
        {
            yield return prompts.ForCategory(category.Path);
            if (category.Description is not null)
            {
                yield return prompts.ForCategory(category.Description);
            }
        }
    }

    private IndexLayout BuildLayout()
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        int[][] valueOfRow = new int[taxonomy.Attributes.Count][];
        for (int a = 0; a < valueOfRow.Length; a++)
        {
            places.Add(taxonomy.Attributes[a].Id, a);
            valueOfRow[a] = RowsOf(taxonomy.Attributes[a]);
        }

        int rows = 0;
        var firstRows = new Dictionary<(string Category, int Attribute), int>();
        var layouts = new CategoryLayout[taxonomy.Categories.Count];
        for (int c = 0; c < layouts.Length; c++)
        {
            Category category = taxonomy.Categories[c];
            var own = new List<AttributeRange>(category.Attributes.Count);
            foreach (AttributeDefinition attribute in category.Attributes)
            {
                int place = places[attribute.Id];
                if (valueOfRow[place].Length == 0)
                {
                    continue;
                }

                if (!firstRows.TryGetValue((category.Name, place), out int firstRow))
                {
                    firstRow = rows;
                    firstRows.Add((category.Name, place), firstRow);
                    ranges.Add((category, place));
                    rows = checked(rows + 1 + valueOfRow[place].Length);
                }

                own.Add(new AttributeRange(place, firstRow));
            }

            layouts[c] = new CategoryLayout(0, 0, [.. own]);
        }

        for (int c = 0; c < layouts.Length; c++)
        {
            Category category = taxonomy.Categories[c];
            if (category.Attributes.Count > 0)
            {
                categories.Add(category);
                int count = category.Description is null ? 1 : 2;
                layouts[c] = layouts[c] with { FirstPrompt = rows, Prompts = count };
                rows = checked(rows + count);
            }
        }

        return new IndexLayout(valueOfRow, layouts, rows);
    }

    private static int[] RowsOf(AttributeDefinition attribute)
    {
        var rows = new List<int>(attribute.Values.Count);
        for (int v = 0; v < attribute.Values.Count; v++)
        {
            if (attribute.Values[v].Status == ValueStatus.Active)
            {
                rows.Add(v);
                if (attribute.Values[v].Description is not null)
                {
                    rows.Add(v);
                }
            }
        }

        return [.. rows];
    }
}
