
namespace EpmRl.Retrieval.Encoding;

/// <summary>
/// The templates of the texts given to an encoder. They are data of the model (<c>encoder.json</c>): training and inference read the same
/// ones. Source of the value prompt and the null value: TACLR (Su et al., 2025, arXiv:2501.03835).
/// </summary>
public sealed record PromptTemplates
{
    /// <summary>A value's prompt, with <c>{category}</c>, <c>{attribute}</c> and <c>{value}</c>.</summary>
    public string Value { get; init; } = "A {category} with {attribute} being {value}";

    /// <summary>The text for <c>{value}</c> in the prompt of an attribute's null value.</summary>
    public string Null { get; init; } = "n/a";

    /// <summary>A listing's text, with <c>{title}</c> and <c>{description}</c>.</summary>
    public string Item { get; init; } = "title: {title}\ndescription: {description}";

    /// <summary>A search query, with <c>{query}</c>.</summary>
    public string Query { get; init; } = "{query}";

    /// <summary>A category's prompt, with <c>{path}</c> (names from the root, joined by <c> &gt; </c>).</summary>
    public string Category { get; init; } = "{path}";

    /// <summary>The prompt of a category.</summary>
    /// <param name="path">Names from the root, joined by <c> &gt; </c>.</param>
    public string ForCategory(string path) => Fill(Category, ("{path}", path));

    /// <summary>The prompt of a value, or of the null value.</summary>
    /// <param name="category">Name of the category.</param>
    /// <param name="attribute">Name of the attribute.</param>
    /// <param name="value">Label, alias or description of the value; null for the null value.</param>
    public string ForValue(string category, string attribute, string? value) =>
        Fill(Value, ("{category}", category), ("{attribute}", attribute), ("{value}", value ?? Null));

    /// <summary>The text of a listing.</summary>
    /// <param name="title">Its title as plain text, without markup.</param>
    /// <param name="description">Its description, likewise.</param>
    public string ForItem(string title, string description) => Fill(Item, ("{title}", title), ("{description}", description));

    /// <summary>The text of a search query.</summary>
    public string ForQuery(string query) => Fill(Query, ("{query}", query));

    // One pass over the template, so that a title that happens to hold "{description}" is left alone.
    private static string Fill(string template, params ReadOnlySpan<(string Name, string Text)> parts)
    {
        var text = new System.Text.StringBuilder(template.Length + 64);
        for (int i = 0; i < template.Length;)
        {
            bool filled = false;
            foreach ((string name, string part) in parts)
            {
                if (template.AsSpan(i).StartsWith(name, StringComparison.Ordinal))
                {
                    text.Append(part);
                    i += name.Length;
                    filled = true;
                    break;
                }
            }

            if (!filled)
            {
                text.Append(template[i++]);
            }
        }

        return text.ToString();
    }
}
