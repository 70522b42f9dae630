namespace EpmRl.Retrieval.Files;

/// <summary>A node of a YAML file with its line. Every scalar is text: the reader of a key decides what it means.</summary>
internal abstract record YamlNode(int Line)
{
    /// <summary>Its description in messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A scalar.</summary>
internal sealed record YamlText(int Line, string Text, bool IsQuoted) : YamlNode(Line)
{
    /// <summary>A text to write, quoted where a reader could misread it.</summary>
    public static YamlText Of(string text) => new(0, text, IsQuoted: true);

    /// <summary>A number, flag or range to write, unquoted.</summary>
    public static YamlText Plain(string text) => new(0, text, IsQuoted: false);

    /// <summary>A text of a file; a text over the limit is logged and cut.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="text">The text.</param>
    /// <param name="isQuoted">Whether it is a text whatever its content.</param>
    /// <param name="field">Its key, or itself for a key.</param>
    /// <param name="path">The file.</param>
    /// <param name="log">Receives problems.</param>
    public static YamlText Limited(int line, string text, bool isQuoted, string field, string path, ProblemLog log)
    {
        if (text.Length <= FileLimits.Text)
        {
            return new YamlText(line, text, isQuoted);
        }

        LimitCheck.Text(text, FileLimits.Text, $"The text of '{Excerpt.Of(field)}'", new Place(path, line), log);
        return new YamlText(line, "x", isQuoted); // an id, name or text that passes all further checks
    }

    /// <summary>True for <c>key:</c> without a value.</summary>
    public bool IsMissing => !IsQuoted && Text.Length == 0;

    public override string Kind => IsMissing ? "nothing" : $"the text '{(Text.Length > 60 ? Text[..60] + "…" : Text)}'";
}

/// <summary>A list.</summary>
internal sealed record YamlList(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line)
{
    /// <summary>A list of texts to write.</summary>
    public static YamlList Of(IEnumerable<string> texts) => new(0, [.. texts.Select(YamlText.Of)]);

    public override string Kind => "a list";
}

/// <summary>A map; keys are unique.</summary>
internal sealed record YamlMap(int Line, IReadOnlyList<(YamlText Key, YamlNode Value)> Entries) : YamlNode(Line)
{
    /// <summary>A map to write, with texts as keys.</summary>
    public static YamlMap Of(IEnumerable<(string Key, YamlNode Value)> entries) =>
        new(0, [.. entries.Select(entry => (YamlText.Of(entry.Key), entry.Value))]);

    public override string Kind => "a map";
}
