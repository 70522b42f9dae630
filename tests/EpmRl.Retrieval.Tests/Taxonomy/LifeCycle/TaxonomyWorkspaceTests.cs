using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

public sealed class TaxonomyWorkspaceTests : IDisposable
{
    private const string Colors = """
        # The colours of the shop.
        name: Color
        role_words: [colour]   # British too
        values:
          black: Black         # the most sold
          grey: {label: Grey, aliases: [gray]}
          slate:
            label: Slate
            aliases:
              - slate grey
          # Added for the summer.
          teal: Teal
        """;

    private const string Categories = """
        categories:
          # Everything with a plug.
          electronics: {name: Electronics, attributes: [color]}
          laptops:
            name: Laptops
            parent: electronics
          phones: {name: Phones, parent: electronics}   # since 2024

        """;

    private static readonly Authorship By = new("anna", "test");
    private readonly ScratchFolder scratch = new();

    public TaxonomyWorkspaceTests()
    {
        scratch.Write("taxonomy.yaml", "format: 1\nname: shop # ours\n");
        scratch.Write("categories.yaml", Categories);
        scratch.Write("attributes/color.yaml", Colors);
    }

    public void Dispose() => scratch.Dispose();

    private string ColorFile => File.ReadAllText(scratch["attributes/color.yaml"]);

    [Fact]
    public void Edits_reach_the_files_and_leave_comments_and_form_alone()
    {
        Apply(
            new RenameValue { Value = Id("black"), Label = "Jet black", KeepOld = true },
            new AddAlias { Value = Id("grey"), Aliases = ["anthracite"] },
            new AddValue { Value = Id("navy"), Label = "Navy", After = "black" },
            new MergeValue { Value = Id("slate"), Into = Id("grey") },
            new AddAttribute { Attribute = "size", Name = "Size" },
            new AddValue { Value = new ValueId("size", "xl"), Label = "XL" },
            new AddCategory { Category = "tablets", Name = "Tablets", Parent = "electronics", Attributes = ["size"] },
            new RenameCategory { Category = "laptops", Name = "Notebooks" },
            new RemoveCategory { Category = "phones" });

        Assert.Equal("""
            # The colours of the shop.
            name: Color
            role_words: [colour]   # British too
            values:
              black: {label: Jet black, aliases: [Black]}         # the most sold
              navy: Navy
              grey: {label: Grey, aliases: [gray, anthracite, Slate, slate grey]}
              slate:
                label: Slate
                status: deprecated
                replaced_by: grey
              # Added for the summer.
              teal: Teal
            """.ReplaceLineEndings("\n"), ColorFile.ReplaceLineEndings("\n").TrimEnd('\n'));
        string tree = File.ReadAllText(scratch["categories.yaml"]);
        Assert.Contains("# Everything with a plug.", tree);
        Assert.Contains("laptops: {name: Notebooks, parent: electronics}", tree);
        Assert.DoesNotContain("phones", tree);
        AssertInStep();
    }

    [Fact]
    public void Random_edits_always_reach_the_files()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        var edits = new RandomEdits(random);
        var model = new ModelTaxonomy();
        using var empty = new ScratchFolder();
        empty.Write("taxonomy.yaml", "format: 1\nname: model\n");
        empty.Write("categories.yaml", "categories: # the tree\n  c0: {name: Nc0}\n");
        Directory.CreateDirectory(empty["attributes"]);
        model.AddCategory("c0", "Nc0", null);
        var options = new TaxonomyStoreOptions { Files = new UnflushedFiles() };
        using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenOrCreate(empty.Path, By, out _, options);
        int made = 0;
        for (int i = 0; i < 300; i++)
        {
            ModelTaxonomy changed = model.Copy();
            (TaxonomyEdit edit, bool allowed) = edits.Next(changed, new HashSet<(string, string)>());
            if (allowed)
            {
                workspace.Apply([edit], By);
                model = changed;
                made++;
                Assert.True(workspace.Store.Draft.Version == TaxonomyReader.Load(empty.Path).Version, $"seed {seed}, edit {i}: {edit}");
            }
        }

        Assert.True(made > 20, $"seed {seed}: {made} of 300 edits were allowed."); // some seeds begin with many that are not
        Assert.Contains("# the tree", File.ReadAllText(empty["categories.yaml"]));
    }

    [Fact]
    public void Edits_by_hand_are_taken_over_as_one_entry()
    {
        Open().Dispose();
        scratch.Write("attributes/color.yaml", Colors.Replace("Teal", "Petrol", StringComparison.Ordinal));
        using TaxonomyWorkspace workspace = Open();
        Assert.Equal(FolderState.Edited, workspace.Look(TaxonomyReader.Load(scratch.Path), out _, out _));

        JournalEntry entry = workspace.Commit(By)!;

        Assert.Equal((2, JournalAction.Adopt), (entry.Sequence, entry.Action));
        Assert.Null(workspace.Commit(By));
        Assert.Contains("Petrol", ColorFile);
        AssertInStep(workspace);
    }

    [Fact]
    public void Commands_wait_until_edits_by_hand_are_taken_over()
    {
        Open().Dispose();
        scratch.Write("attributes/color.yaml", Colors.Replace("Teal", "Petrol", StringComparison.Ordinal));

        TaxonomyEditException refused =
            Assert.Throws<TaxonomyEditException>(() => Apply(new RenameValue { Value = Id("black"), Label = "Jet" }));

        Assert.Contains("Commit those edits first", refused.Message);
        Assert.Contains("black: Black ", ColorFile);
    }

    [Fact]
    public void A_published_value_cannot_be_deleted_by_hand()
    {
        using TaxonomyWorkspace workspace = Open();
        workspace.Store.Publish(By);
        scratch.Write("attributes/color.yaml", Colors.Replace("  teal: Teal", "", StringComparison.Ordinal));

        TaxonomyEditException refused = Assert.Throws<TaxonomyEditException>(() => workspace.Commit(By));

        Assert.Contains("color/teal", refused.Message);
        Assert.Contains("status: deprecated", refused.Message);
    }

    [Fact]
    public void What_a_person_and_a_command_changed_apart_is_joined()
    {
        using TaxonomyWorkspace workspace = Open();
        workspace.Store.Apply([new AddAlias { Value = Id("grey"), Aliases = ["anthracite"] }], By); // its files are not written yet
        scratch.Write("attributes/color.yaml", Colors.Replace("Teal", "Petrol", StringComparison.Ordinal));

        workspace.Commit(By);

        Assert.Contains("anthracite", ColorFile);
        Assert.Contains("Petrol", ColorFile);
        AssertInStep(workspace);
    }

    [Fact]
    public void What_both_changed_is_a_conflict_and_is_named()
    {
        using TaxonomyWorkspace workspace = Open();
        workspace.Store.Apply([new RenameValue { Value = Id("teal"), Label = "Turquoise" }], By);
        scratch.Write("attributes/color.yaml", Colors.Replace("Teal", "Petrol", StringComparison.Ordinal));

        TaxonomyEditException conflict = Assert.Throws<TaxonomyEditException>(() => workspace.Commit(By));

        Assert.Contains("value color/teal", conflict.Message);
        Assert.Contains("Petrol", conflict.Message);
        Assert.Contains("Turquoise", conflict.Message);
    }

    [Fact]
    public void Files_that_a_crash_left_half_written_are_brought_up_to_the_journal()
    {
        Open().Dispose();
        TaxonomyEdit[] edits =
        [
            new RenameValue { Value = Id("black"), Label = "Jet" }, new AddAttribute { Attribute = "size", Name = "Size" },
            new AttachAttribute { Category = "electronics", Attribute = "size" },
        ];
        int stopped = 0;
        for (int stopAt = 0; stopAt < 60; stopAt++)
        {
            using var copy = new ScratchFolder();
            foreach (string file in Directory.EnumerateFiles(scratch.Path, "*", SearchOption.AllDirectories))
            {
                copy.Write(Path.GetRelativePath(scratch.Path, file), File.ReadAllText(file));
                File.Copy(file, copy[Path.GetRelativePath(scratch.Path, file)], overwrite: true);
            }

            int calls = 0;
            var files = new FileSystem(_ =>
            {
                if (calls++ >= stopAt)
                {
                    throw new IOException("the power is gone");
                }
            });
            try
            {
                using TaxonomyWorkspace broken =
                    TaxonomyWorkspace.OpenOrCreate(copy.Path, By, out _, new TaxonomyStoreOptions { Files = files });
                broken.Apply(edits, By);
            }
            catch (IOException)
            {
                stopped++;
            }

            using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenOrCreate(copy.Path, By, out _);
            Assert.Null(workspace.Commit(By)); // nothing counts as edited by hand
            Assert.Equal(workspace.Store.Draft.Version, TaxonomyReader.Load(copy.Path).Version);
        }

        Assert.InRange(stopped, 15, 59);
    }

    private static ValueId Id(string value) => new("color", value);

    private TaxonomyWorkspace Open() =>
        TaxonomyWorkspace.OpenOrCreate(scratch.Path, By, out _, new TaxonomyStoreOptions { Files = new UnflushedFiles() });

    private void Apply(params TaxonomyEdit[] edits)
    {
        using TaxonomyWorkspace workspace = Open();
        workspace.Apply(edits, By);
    }

    private void AssertInStep()
    {
        using TaxonomyWorkspace workspace = Open();
        AssertInStep(workspace);
    }

    private void AssertInStep(TaxonomyWorkspace workspace) =>
        Assert.Equal(FolderState.InStep, workspace.Look(TaxonomyReader.Load(scratch.Path), out _, out _));
}
