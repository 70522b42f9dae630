using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>The columns of one row, assigned by a plan.</summary>
/// <param name="plan">The assignment of columns.</param>
/// <param name="isTable">Whether numbers of a table count as texts; otherwise a field that is not a text is a fault.</param>
internal sealed class RowCells(FieldPlan plan, bool isTable)
{
    private const int MostCategories = 100; // examined; a row has only a few

    private readonly JsonElement[] cells = new JsonElement[plan.Columns.Count];

    /// <summary>All columns that are not fields; null for none.</summary>
    public Dictionary<string, JsonElement>? Extra { get; private set; }

    /// <summary>Sets the columns of a row.</summary>
    /// <returns>The field at fault and the fault; null when valid.</returns>
    public (string? Field, string Message)? Read(JsonElement row)
    {
        HashSet<string>? seen = isTable ? null : new(StringComparer.Ordinal); // a table's names were compared in the header
        foreach (JsonProperty property in row.EnumerateObject())
        {
            string name = property.Name;
            if (seen?.Add(name) == false)
            {
                return (name, "Duplicate key in the object. Remove one.");
            }

            bool isField = false;
            if (plan.TryGetIndex(name, out int index))
            {
                cells[index] = property.Value;
                isField = index < plan.TakenCount;
                if (isField && !isTable && Fault(index, property.Value) is { } fault)
                {
                    return (name, fault);
                }
            }

            if (!isField)
            {
                (Extra ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal)).Add(name, property.Value);
            }
        }

        return null;
    }

    /// <summary>Whether the row has one of the columns, filled or not.</summary>
    public bool Has(int[] columns) => columns.Any(index => cells[index].ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null));

    /// <summary>The text of a column; empty for none.</summary>
    public string TextOf(int index)
    {
        string text = JsonTexts.TextOf(cells[index], ", ") ?? "";
        return isTable && !plan.IsProse(index) ? text.Trim() : text;
    }

    /// <summary>The text of the first non-empty one of several columns; empty for none.</summary>
    public string First(int[] columns)
    {
        foreach (int index in columns)
        {
            if (TextOf(index) is var text && !string.IsNullOrWhiteSpace(text))
            {
                return text;
            }
        }

        return columns.Length > 0 ? TextOf(columns[0]) : "";
    }

    /// <summary>The parts of the description, joined by line feeds; a part that another one begins with is omitted.</summary>
    public string Description()
    {
        if (plan.Description.Length == 1)
        {
            return First(plan.Description[0]);
        }

        string[] parts = [.. plan.Description.Select(First).Where(text => !string.IsNullOrWhiteSpace(text))];
        return string.Join('\n', parts.Where((part, i) => !parts
            .Where((other, j) => j != i && other.StartsWith(part, StringComparison.Ordinal) && (other.Length > part.Length || j < i))
            .Any()));
    }

    /// <summary>The categories, best first.</summary>
    public IReadOnlyList<string> Categories()
    {
        var found = new List<string>();
        foreach (int index in plan.Category)
        {
            IEnumerable<string> texts = plan.Export?.CategorySeparator is not { } separator ? [JsonTexts.TextOf(cells[index], " > ") ?? ""]

                : cells[index].ValueKind == JsonValueKind.Array
                ? cells[index].EnumerateArray().Select(element => JsonTexts.TextOf(element, " > ") ?? "")
                : separator == '\0' ? [JsonTexts.TextOf(cells[index], "") ?? ""]
                : SplitEscaped(JsonTexts.TextOf(cells[index], "") ?? "", separator);
            foreach (string text in texts.Take(MostCategories - found.Count).Select(text => isTable ? text.Trim() : text))
            {
                if (!string.IsNullOrWhiteSpace(text) && !found.Contains(text))
                {
                    found.Add(text);
                }
            }
        }

        return found;
    }

    /// <summary>The options with a value in the row.</summary>
    /// <param name="names">Names of numbered options for a row without them, in order.</param>
    public IReadOnlyList<ProductOption> Options(IReadOnlyList<string> names)
    {
        if (plan.NumberedOptions.Length == 0 && plan.Options.Length == 0)
        {
            return [];
        }

        var options = new List<ProductOption>();
        for (int i = 0; i < plan.NumberedOptions.Length; i++)
        {
            (int nameColumn, int valueColumn) = plan.NumberedOptions[i];
            string name = TextOf(nameColumn) is { Length: > 0 } own ? own : names.ElementAtOrDefault(i) ?? "";
            string value = TextOf(valueColumn);
            if (name.Length > 0 && value.Length > 0 && value != plan.Export!.NoOption)
            {
                options.Add(new ProductOption(name, value.Replace("\\,", ",", StringComparison.Ordinal)));
            }
        }

        options.AddRange(plan.Options
            .Select(index => new ProductOption(plan.Columns[index].Replace('_', ' '), TextOf(index)))
            .Where(option => option.Value.Length > 0));
        return options;
    }

    /// <summary>Names of the numbered options, in order; empty for a missing one.</summary>
    public IReadOnlyList<string> OptionNames() => [.. plan.NumberedOptions.Select(pair => TextOf(pair.Name))];

    /// <summary>The numbered options with a single value, which applies to every variant.</summary>
    public IReadOnlyList<ProductOption> SingleOptions() =>
        [
            .. Options([]).Where(option => plan.NumberedOptions.Any(
                pair => TextOf(pair.Name) == option.Name && SplitEscaped(TextOf(pair.Value), ',').Take(2).Count() == 1)),
        ];

    private string? Fault(int index, JsonElement value)
    {
        bool isCategory = plan.Category.Contains(index);
        bool numbers = isCategory || plan.Id.Contains(index);
        return value.ValueKind is JsonValueKind.String or JsonValueKind.Null || (numbers && value.ValueKind == JsonValueKind.Number)
            || (isCategory && plan.Export?.CategorySeparator is not null && value.ValueKind == JsonValueKind.Array) ? null
            : $"Expected a text{(numbers ? " or a number" : "")}, found {JsonTexts.NameOf(value)}.";
    }

    // A separator after a backslash is part of the text.
    private static IEnumerable<string> SplitEscaped(string text, char separator)
    {
        int start = 0;
        for (int at = text.IndexOf(separator, StringComparison.Ordinal); at >= 0; at = text.IndexOf(separator, at + 1))
        {
            if (at == 0 || text[at - 1] != '\\')
            {
                yield return Unescaped(text[start..at]);
                start = at + 1;
            }
        }

        yield return Unescaped(text[start..]);

        string Unescaped(string part) => part.Replace($"\\{separator}", separator.ToString(), StringComparison.Ordinal).Trim();
    }
}
