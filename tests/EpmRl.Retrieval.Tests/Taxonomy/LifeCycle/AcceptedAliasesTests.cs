using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

public sealed class AcceptedAliasesTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    // Every way in which a value may be written, with comments, that has to stay as it is.
    [Theory]
    [InlineData("  red: Red\n", "  red: {label: Red, aliases: [ruby]}\n")]
    [InlineData("  red: Red  # of fire\n", "  red: {label: Red, aliases: [ruby]}  # of fire\n")]
    [InlineData("  red: \"Red: dark\"", "  red: {label: \"Red: dark\", aliases: [ruby]}")]
    [InlineData("  red: {label: Red}\n", "  red: {label: Red, aliases: [ruby]}\n")]
    [InlineData("  red: {label: Red, description: warm}\n", "  red: {label: Red, aliases: [ruby], description: warm}\n")]
    [InlineData("  red: {label: Red, aliases: [crimson, 'dark red']} # c\n", "  red: {label: Red, aliases: [crimson, 'dark red', ruby]} # c\n")]
    [InlineData("  red: {label: Red, aliases: []}\n", "  red: {label: Red, aliases: [ruby]}\n")]
    [InlineData("  red:\n    label: Red # c\n    description: warm\n", "  red:\n    label: Red # c\n    aliases: [ruby]\n    description: warm\n")]
    [InlineData("  red:\n    aliases:\n      - crimson # c\n    label: Red\n", "  red:\n    aliases:\n      - crimson # c\n      - ruby\n    label: Red\n")]
    [InlineData("  red:\n    label: >\n      Red\n      hot\n    description: warm\n", "  red:\n    label: >\n      Red\n      hot\n    aliases: [ruby]\n    description: warm\n")]
    [InlineData("  red:\n    label: Red\n    aliases:\n    - crimson", "  red:\n    label: Red\n    aliases:\n    - crimson\n    - ruby")]
    public void An_alias_is_added_and_all_else_stays(string value, string expected)
    {
        string before = $"# Colours.\nname: Color\n\nvalues:\n  ash: Ash\n{value}";
        string path = Attribute(before);

        AddedAliases done = AcceptedAliases.AddTo(scratch.Path, [Alias("red", "ruby")]);

        Assert.Equal((1, 0, path), (done.Added, done.Known, Assert.Single(done.Files)));
        Assert.Equal($"# Colours.\nname: Color\n\nvalues:\n  ash: Ash\n{expected}", File.ReadAllText(path));
        Assert.Contains("ruby", TaxonomyReader.Load(scratch.Path).Attributes[0].Values[1].Aliases);
        Assert.Equal((0, 1), (AcceptedAliases.AddTo(scratch.Path, [Alias("red", "Ruby")]) is var again ? again.Added : 9, again.Known));
    }

    [Fact]
    public void Line_ends_of_the_file_are_kept()
    {
        string path = Attribute("name: Color\r\nvalues:\r\n  red:\r\n    label: Red\r\n  ash: Ash\r\n");

        AcceptedAliases.AddTo(scratch.Path, [Alias("red", "ruby"), Alias("red", "dark: red"), Alias("ash", "smoke")]);

        Assert.Equal(
            "name: Color\r\nvalues:\r\n  red:\r\n    label: Red\r\n    aliases: [ruby, \"dark: red\"]\r\n  ash: {label: Ash, aliases: "
                + "[smoke]}\r\n",
            File.ReadAllText(path));
    }

    [Fact]
    public void Nothing_is_written_when_one_alias_cannot_be_added_and_every_problem_is_reported()
    {
        string text = "name: Color\nvalues:\n  red: Red\n  ash: {label: Ash, aliases: [smoke]}\n";
        string path = Attribute(text);

        TaxonomyFormatException thrown = Assert.Throws<TaxonomyFormatException>(() => AcceptedAliases.AddTo(scratch.Path,
            [Alias("red", "ruby"), Alias("red", "Smoke"), Alias("rad", "x"), Alias("red", "x") with { AttributeId = "colour" }]));

        Assert.Equal(3, thrown.Problems.Count);
        Assert.Contains("it means 'ash'", thrown.Message);
        Assert.Contains("Closest: 'red'", thrown.Message);
        Assert.Contains("Closest: 'color'", thrown.Message);
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public void A_schema_gets_aliases_in_the_entries_it_has_and_new_entries_for_the_rest()
    {
        string path = scratch.Write("schema.yaml", """
            format: 1
            attributes:
              - match: {attribute: Color}
                values:
                  Red: {aliases: [crimson]} # keep
              - match: {attribute: Size, category: Lamps}
                kind: text
            # the end

            """);

        AddedAliases done = AcceptedAliases.AddToSchema(path,
        [
            Alias("red", "ruby"), Alias("red", "Crimson"), Alias("ash", "smoke"),
            Alias("xl", "extra large") with { Attribute = "Size", Label = "XL: wide", Category = "Lamps" },
        ]);

        Assert.Equal((3, 1), (done.Added, done.Known));
        Assert.Equal("""
            format: 1
            attributes:
              - match: {attribute: Color}
                values:
                  Red: {aliases: [crimson, ruby]} # keep
                  Ash: {aliases: [smoke]}
              - match: {attribute: Size, category: Lamps}
                kind: text
              - match: {attribute: Size, category: Lamps}
                values:
                  "XL: wide": {aliases: [extra large]}
            # the end

            """, File.ReadAllText(path));
    }

    [Fact]
    public void Aliases_of_a_taxonomy_with_a_store_are_one_entry_of_its_journal_and_reach_the_files_and_the_draft()
    {
        Attribute("name: Color\nvalues:\n  red: Red # of fire\n  ash: Ash\n");
        using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenOrCreate(scratch.Path, By, out _);
        workspace.Store.Publish(By);

        AddedAliases done = AcceptedAliases.AddTo(workspace, [Alias("red", "ruby"), Alias("red", "Crimson"), Alias("ash", "smoke")], By);

        Assert.Equal((3, 3L), (done.Added, done.Entry!.Sequence));
        Assert.Equal("color/red: ruby, Crimson; color/ash: smoke",
            string.Join("; ", workspace.Store.History()[^1].Edits.Cast<AddAlias>().Select(
                edit => $"{edit.Value}: {string.Join(", ", edit.Aliases)}")));
        Assert.Equal(["ruby", "Crimson"], workspace.Store.Draft.Attributes[0].Values[0].Aliases);
        Assert.Equal(workspace.Store.Draft.Version, TaxonomyReader.Load(scratch.Path).Version);
        Assert.Contains("red: {label: Red, aliases: [ruby, Crimson]} # of fire", File.ReadAllText(scratch["attributes/color.yaml"]));
        Assert.Equal(3, TaxonomyDiff.Between(
            workspace.Store.Published(), workspace.Store.Draft).Changes.Count(change => change.Kind == ChangeKind.AliasAdded));
        Assert.Equal(new UnpublishedWork(1, false), workspace.Unpublished());
        Assert.Null(AcceptedAliases.AddTo(workspace, [Alias("red", "RUBY")], By).Entry);
    }

    [Fact]
    public void The_files_of_a_taxonomy_with_a_store_are_not_edited_past_its_journal()
    {
        Attribute("name: Color\nvalues:\n  red: Red\n");
        TaxonomyWorkspace.OpenOrCreate(scratch.Path, By, out _).Dispose();

        Assert.Contains(
            "has a store",
            Assert.Throws<InvalidOperationException>(() => AcceptedAliases.AddTo(scratch.Path, [Alias("red", "ruby")])).Message);
    }

    [Fact]
    public void An_alias_of_a_deprecated_value_is_refused_with_the_line_that_accepted_it()
    {
        Attribute("name: Color\nvalues:\n  red: Red\n  ash: {label: Ash, status: deprecated, replaced_by: red}\n");

        TaxonomyFormatException thrown =
            Assert.Throws<TaxonomyFormatException>(() => AcceptedAliases.AddTo(scratch.Path, [Alias("ash", "smoke")]));

        Assert.Contains("suggestions.yaml:7: The value 'ash' of attribute 'color' is deprecated, replaced by 'red'.", thrown.Message);
    }

    private static readonly Authorship By = new("anna", "test");

    private string Attribute(string text)
    {
        scratch.Write("taxonomy.yaml", "format: 1\nname: small\n");
        scratch.Write("categories.yaml", "categories:\n  lamps: {name: Lamps, attributes: [color]}\n");
        return scratch.Write(Path.Combine("attributes", "color.yaml"), text);
    }

    private static AliasToAdd Alias(string value, string alias) => new()
    {
        AttributeId = "color",
        Attribute = "Color",
        ValueId = value,
        Label = char.ToUpperInvariant(value[0]) + value[1..],
        Alias = alias,
        Path = "suggestions.yaml",
        Line = 7,
    };
}
