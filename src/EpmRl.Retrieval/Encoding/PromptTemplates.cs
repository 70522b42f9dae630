
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

    /// <summary>The text of a listing, and where its title and its description begin; null where the template leaves them out.</summary>
    internal (string Text, int? Title, int? Description) PlaceItem(string title, string description)
    {
        Span<int> places = stackalloc int[2];
        string text = Fill(Item, places, ("{title}", title), ("{description}", description));
        return (text, places[0] < 0 ? null : places[0], places[1] < 0 ? null : places[1]);
    }

    /// <summary>The text of a search query.</summary>
    public string ForQuery(string query) => Fill(Query, ("{query}", query));

    private static string Fill(string template, params ReadOnlySpan<(string Name, string Text)> parts) => Fill(template, [], parts);

    // One pass over the template, so that a title that happens to hold "{description}" is left alone. "places" takes where each part was
    // first put, if it has room for them.
    private static string Fill(string template, Span<int> places, params ReadOnlySpan<(string Name, string Text)> parts)
    {
        places.Fill(-1);
        var text = new System.Text.StringBuilder(template.Length + 64);
        for (int i = 0; i < template.Length;)
        {
            bool filled = false;
            for (int p = 0; p < parts.Length && !filled; p++)
            {
                (string name, string part) = parts[p];
                if (template.AsSpan(i).StartsWith(name, StringComparison.Ordinal))
                {
                    if (p < places.Length && places[p] < 0)
                    {
                        places[p] = text.Length;
                    }

                    text.Append(part);
                    i += name.Length;
                    filled = true;
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
