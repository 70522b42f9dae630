using System.Text.Json;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Edits as they are typed: <c>rename-value color/slate "Slate grey"</c>.</summary>
internal static class TaxonomyEditWords
{
    /// <summary>Every edit with its syntax and its effect.</summary>
    public static IReadOnlyList<(string Name, string Words, string Does)> Usage { get; } =
    [
        ("add-value", "<attribute>/<value> <label> [alias=<text>]… [description=<text>] [after=<value>]", "adds a value"),
        ("rename-value", "<attribute>/<value> <label> [keep_old=true]",
            "changes the label; the id stays, the old label can be kept as an alias"),
        ("describe-value", "<attribute>/<value> [<text>]", "sets the description, or removes it"),
        ("translate-value", "<attribute>/<value> <language> [<label>]", "sets, or removes, a label in another language"),
        ("add-alias", "<attribute>/<value> <alias>…", "adds other spellings"),
        ("remove-alias", "<attribute>/<value> <alias>…", "removes spellings"),
        ("deprecate-value", "<attribute>/<value> [replaced_by=<attribute>/<value>]", "takes a value out of use; it stays for old tags"),
        ("restore-value", "<attribute>/<value>", "restores a deprecated value"),
        ("merge-value", "<attribute>/<value> <attribute>/<value>", "merges the first into the second, which gets its spellings"),
        ("split-value", "<attribute>/<value> <id>[=<label>] <id>[=<label>]… [aliases=<id>|-]",
            "splits a value, whose tags must be made again; the first part keeps its aliases, or the one named, or none (-)"),
        ("move-value", "<attribute>/<value> <attribute>/<value>", "moves a value to another attribute"),
        ("remove-value", "<attribute>/<value>", "removes a value that was never published"),
        ("add-attribute", "<attribute> <name> [<setting>=<value>]…", "adds an attribute without values"),
        ("rename-attribute", "<attribute> <name>", "changes the name"),
        ("retype-attribute", "<attribute> <kind> [<setting>=<value>]…", "changes the kind of the values"),
        ("set-attribute", "<attribute> <setting>=<value>…", "changes settings; an empty value sets the default"),
        ("remove-attribute", "<attribute>", "removes an attribute; its tags are lost"),
        ("attach-attribute", "<category> <attribute>", "lets a category, and those below it, have an attribute"),
        ("detach-attribute", "<category> <attribute>", "removes an attribute from a category and those below it"),
        ("add-category", "<category> <name> [parent=<category>] [description=<text>] [attribute=<attribute>]…", "adds a category"),
        ("rename-category", "<category> <name>", "changes the name"),
        ("describe-category", "<category> [<text>]", "sets the description, or removes it"),
        ("name-category", "<category> <language> [<name>]…", "sets its names in another language, or removes them"),
        ("move-category", "<category> <parent>|-", "moves a category with all below it; - makes it a root"),
        ("remove-category", "<category> [into=<category>]", "removes a category without children"),
    ];

    /// <summary>Reads one edit.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="words">The words after it.</param>
    /// <exception cref="UsageException">It cannot be read; the message shows the syntax.</exception>
    public static TaxonomyEdit Parse(string name, IReadOnlyList<string> words)
    {
        if (Usage.All(one => one.Name != name))
        {
            throw new UsageException($"There is no edit '{name}'.{ClosestName.Hint(name, [.. Usage.Select(one => one.Name)])} "
                + "'epmrl taxonomy edit --help' lists all.");
        }

        var left = new Words(name, words);
        TaxonomyEdit edit = name switch
        {
            "add-value" => new AddValue
            {
                Value = left.Value(), Label = left.Text("label"), Aliases = left.All("alias"),
                Description = left.One("description"), After = left.One("after"),
            },
            "rename-value" => new RenameValue { Value = left.Value(), Label = left.Text("label"), KeepOld = left.Flag("keep_old") },
            "describe-value" => new DescribeValue { Value = left.Value(), Description = left.Rest() },
            "translate-value" => new TranslateValue { Value = left.Value(), Locale = left.Text("language"), Label = left.Rest() },
            "add-alias" => new AddAlias { Value = left.Value(), Aliases = left.Texts("alias") },
            "remove-alias" => new RemoveAlias { Value = left.Value(), Aliases = left.Texts("alias") },
            "deprecate-value" =>
                new DeprecateValue { Value = left.Value(), ReplacedBy = left.One("replaced_by") is { } by ? left.Value(by) : null },
            "restore-value" => new RestoreValue { Value = left.Value() },
            "merge-value" => new MergeValue { Value = left.Value(), Into = left.Value() },
            "split-value" => new SplitValue { Value = left.Value(), AliasesTo = left.One("aliases"), Into = left.Parts() },
            "move-value" => new MoveValue { Value = left.Value(), To = left.Value() },
            "remove-value" => new RemoveValue { Value = left.Value() },
            "add-attribute" =>
                new AddAttribute { Attribute = left.Text("attribute"), Name = left.Text("name"), Settings = left.Settings() },
            "rename-attribute" => new RenameAttribute { Attribute = left.Text("attribute"), Name = left.Text("name") },
            "retype-attribute" =>
                new RetypeAttribute { Attribute = left.Text("attribute"), Kind = left.Text("kind"), Settings = left.Settings() },
            "set-attribute" => new SetAttribute { Attribute = left.Text("attribute"), Settings = left.Settings(atLeast: 1) },
            "remove-attribute" => new RemoveAttribute { Attribute = left.Text("attribute") },
            "attach-attribute" => new AttachAttribute { Category = left.Text("category"), Attribute = left.Text("attribute") },
            "detach-attribute" => new DetachAttribute { Category = left.Text("category"), Attribute = left.Text("attribute") },
            "add-category" => new AddCategory
            {
                Category = left.Text("category"), Name = left.Text("name"), Parent = left.One("parent"),
                Description = left.One("description"), Attributes = left.All("attribute"),
            },
            "rename-category" => new RenameCategory { Category = left.Text("category"), Name = left.Text("name") },
            "describe-category" => new DescribeCategory { Category = left.Text("category"), Description = left.Rest() },
            "name-category" =>
                new NameCategory { Category = left.Text("category"), Locale = left.Text("language"), Names = left.Everything() },
            "move-category" => new MoveCategory { Category = left.Text("category"), Parent = left.Parent() },
            _ => new RemoveCategory { Category = left.Text("category"), Into = left.One("into") },
        };
        left.ThrowIfLeft();
        return edit;
    }

    private sealed class Words(string edit, IReadOnlyList<string> words)
    {
        private readonly List<string> left = [.. words];

        public string Text(string what)
        {
            if (left.Count == 0)
            {
                throw Wrong($"{edit}: the {what} is missing.");
            }

            string first = left[0];
            left.RemoveAt(0);
            return first;
        }

        public ValueId Value() => Value(Text("value"));

        public ValueId Value(string word) => ValueId.TryParse(word, out ValueId id)
            ? id
            : throw Wrong($"{edit}: '{word}' names no value. Values are named <attribute>/<value>, by their ids.");

        public string? Parent()
        {
            string parent = Text("parent");
            return parent == "-" ? null : parent;
        }

        public string? Rest()
        {
            string? text = left.Count == 0 ? null : Text("text");
            return text?.Length > 0 ? text : null;
        }

        public IReadOnlyList<string> Texts(string what)
        {
            var texts = new List<string> { Text(what) };
            texts.AddRange(left);
            left.Clear();
            return texts;
        }

        public IReadOnlyList<string> Everything()
        {
            string[] texts = [.. left];
            left.Clear();
            return texts;
        }

        public IReadOnlyList<string> All(string key)
        {
            string[] found = [.. left.Where(word => word.StartsWith(key + "=", StringComparison.Ordinal))];
            left.RemoveAll(found.Contains);
            return [.. found.Select(word => word[(key.Length + 1)..])];
        }

        public string? One(string key) => All(key) switch
        {
            [] => null,
            [var one] => one,
            _ => throw Wrong($"{edit}: '{key}=' is given twice."),
        };

        public bool Flag(string key) => One(key) switch
        {
            null or "false" => false,
            "true" => true,
            var other => throw Wrong($"{edit}: {key}={other}. Expected true or false."),
        };

        public IReadOnlyList<SplitPart> Parts()
        {
            SplitPart[] parts =
                [.. left.Select(word => word.Split('=', 2)).Select(part => new SplitPart(part[0], part.Length == 2 ? part[1] : null))];
            left.Clear();
            return parts;
        }

        // Values that look like JSON ([a, "b"], {…}) are read as JSON, all others as texts.
        public Dictionary<string, JsonElement> Settings(int atLeast = 0)
        {
            var settings = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (string word in left)
            {
                string[] pair = word.Split('=', 2);
                if (pair.Length < 2 || !settings.TryAdd(pair[0], Json(pair[0], pair[1])))
                {
                    throw Wrong(pair.Length < 2
                        ? $"{edit}: '{word}' is not a setting. Expected <setting>=<value>."
                        : $"{edit}: '{pair[0]}=' is given twice.");
                }
            }

            left.Clear();
            return settings.Count >= atLeast ? settings : throw Wrong($"{edit}: a setting is missing.");
        }

        public void ThrowIfLeft()
        {
            if (left.Count > 0)
            {
                throw Wrong($"{edit}: '{left[0]}' is one word too many. Put texts with blanks in quotes.");
            }
        }

        private JsonElement Json(string key, string text)
        {
            if (text.Length == 0)
            {
                return JsonSerializer.SerializeToElement<object?>(null);
            }

            if (text[0] is not ('[' or '{'))
            {
                return JsonSerializer.SerializeToElement(text);
            }

            try
            {
                return JsonSerializer.Deserialize<JsonElement>(text);
            }
            catch (JsonException)
            {
                throw Wrong($"{edit}: {key}={text} is not JSON. Write lists as '[\"one\", \"two\"]'.");
            }
        }

        private UsageException Wrong(string message)
        {
            (string name, string how, _) = Usage.First(one => one.Name == edit);
            return new UsageException($"{message}{Environment.NewLine}Typed as: {name} {how}");
        }
    }
}
