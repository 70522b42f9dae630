namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// The shorter forms of a label: the texts before and inside a bracket ("Extra large (XL)": "Extra large" and "XL"), and each of several
/// names with a slash between them ("Retro/Vintage").
/// </summary>
internal static class LabelForms
{
    private const int MostForms = 4;

    /// <summary>The forms of a label.</summary>
    /// <param name="label">The label.</param>
    /// <returns>Its forms, without the label itself; none for most labels.</returns>
    public static IReadOnlyList<string> Of(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (!label.AsSpan().ContainsAny('(', '/'))
        {
            return [];
        }

        int open = label.LastIndexOf('(');
        string[] forms = open > 0 && label.EndsWith(')')
            ? [label[..open].Trim(), label[(open + 1)..^1].Trim()]
            : label.Split('/', StringSplitOptions.TrimEntries);

        // Part of a number or of a code means nothing alone: 1/2 in, 3/4, R/W.
        return forms.Length <= MostForms && forms.All(IsName) ? forms : [];
    }

    private static bool IsName(string form) => form.Length > 1 && form.Any(char.IsLetter) && !form.AsSpan().ContainsAny('(', ')', '/')
        || (form.Length == 1 && char.IsLetter(form[0]) && char.IsUpper(form[0]));
}
