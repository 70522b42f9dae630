using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

public sealed class TaxonomyWriterTests
{
    private static readonly string Minimal = TestPaths.InProject("tests", "fixtures", "taxonomy", "minimal");

    [Fact]
    public void A_written_taxonomy_reads_back_the_same_with_the_same_version_and_the_same_files()
    {
        using var scratch = new ScratchFolder();
        ProductTaxonomy taxonomy = TaxonomyReader.Load(Minimal);

        TaxonomyWriter.Write(taxonomy, scratch["first"]);
        ProductTaxonomy again = TaxonomyReader.Load(scratch["first"]);
        TaxonomyWriter.Write(again, scratch["second"]);

        Assert.Equal(taxonomy.Version, again.Version);
        AssertTaxonomy.Same(taxonomy, again);
        Assert.Equal(Files(scratch["first"]), Files(scratch["second"]));
        // the shipped ones are only named
        Assert.DoesNotContain(Files(scratch["first"]), file => file.Name.Contains("packs", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pack_that_does_not_ship_is_written_into_the_folder()
    {
        using var scratch = new ScratchFolder();
        ProductTaxonomy old = TaxonomyReader.Load(Minimal);
        var pack = new ValuePack("colors", new Dictionary<string, IReadOnlyList<string>> { ["grey"] = ["ash: pale", "smoke"] });
        var words = new NumberWords(new Dictionary<string, double> { ["half"] = 0.5 });
        var taxonomy = new ProductTaxonomy(old.Name, old.Version, old.Categories, old.Attributes, [pack], old.Units, words);

        TaxonomyWriter.Write(taxonomy, scratch["t"]);

        Assert.Equal(
            ["colors.yaml", "numbers.yaml"], Directory.GetFiles(Path.Combine(scratch["t"], "packs")).Select(Path.GetFileName).Order());
        AssertTaxonomy.Same(taxonomy, TaxonomyReader.Load(scratch["t"]));
    }

    [Fact]
    public void Write_replaces_a_taxonomy_only_on_request_and_nothing_else_ever()
    {
        using var scratch = new ScratchFolder();
        ProductTaxonomy taxonomy = TaxonomyReader.Load(Minimal);
        Directory.CreateDirectory(scratch["empty"]);
        TaxonomyWriter.Write(taxonomy, scratch["empty"]);
        scratch.Write("other/notes.txt", "mine");

        Assert.Contains("have it replaced", Assert.Throws<IOException>(() => TaxonomyWriter.Write(taxonomy, scratch["empty"])).Message);
        TaxonomyWriter.Write(taxonomy, scratch["empty"], replace: true);
        Assert.Contains(
            "is not a taxonomy", Assert.Throws<IOException>(() => TaxonomyWriter.Write(taxonomy, scratch["other"], replace: true)).Message);
        scratch.Write("empty/notes.txt", "mine");
        Assert.Contains(
            "'notes.txt'", Assert.Throws<IOException>(() => TaxonomyWriter.Write(taxonomy, scratch["empty"], replace: true)).Message);
        // nothing half-made is left
        Assert.Equal(["empty", "other"], Directory.GetFileSystemEntries(scratch.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_folder_as_it_was()
    {
        using var scratch = new ScratchFolder();
        ProductTaxonomy good = TaxonomyReader.Load(Minimal);
        TaxonomyWriter.Write(good, scratch["t"]);
        var broken = new AttributeDefinition { Id = "brand", Name = "half a surrogate \ud800" };
        var bad = new ProductTaxonomy("bad", "v", [new Category { Id = "c", Name = "C", Path = "C", Attributes = [broken] }], [broken]);

        Assert.Throws<ArgumentException>(() => TaxonomyWriter.Write(bad, scratch["t"], replace: true));

        Assert.Equal(good.Version, TaxonomyReader.Load(scratch["t"]).Version);
        Assert.Equal(["t"], Directory.GetFileSystemEntries(scratch.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("../../outside")]
    [InlineData("/outside")]
    public void A_name_that_leads_out_of_the_folder_is_never_written(string name)
    {
        using var scratch = new ScratchFolder();
        var pack = new ValuePack(name, new Dictionary<string, IReadOnlyList<string>> { ["grey"] = ["ash"] });
        var attribute = new AttributeDefinition { Id = name, Name = "A" };

        Assert.Contains($"'{name}'", Assert.Throws<ArgumentException>(
            () => TaxonomyWriter.Write(new ProductTaxonomy("t", "v", [], [], [pack]), scratch["a/t"])).Message);
        Assert.Throws<ArgumentException>(() => TaxonomyWriter.Write(new ProductTaxonomy("t", "v", [], [attribute]), scratch["a/t"]));

        Assert.Empty(Directory.GetFiles(scratch.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_replaced_taxonomy_and_the_new_one_change_places_in_one_step()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a replacement is two renames.");
        using var scratch = new ScratchFolder();
        ProductTaxonomy taxonomy = TaxonomyReader.Load(Minimal);
        TaxonomyWriter.Write(taxonomy, scratch["t"]);
        var names = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        using var over = new ManualResetEventSlim();
        using var watcher = new FileSystemWatcher(scratch.Path) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName };
        watcher.Renamed += (_, change) => names.Enqueue(change.Name);
        watcher.Created += (_, change) =>
        {
            names.Enqueue(change.Name);
            if (change.Name == "over")
            {
                over.Set();
            }
        };
        watcher.EnableRaisingEvents = true;

        TaxonomyWriter.Write(taxonomy, scratch["t"], replace: true);

        scratch.Write("over", ""); // events come in order: this is the last
        Assert.True(over.Wait(TimeSpan.FromSeconds(30)));
        Assert.Contains(names, name => name!.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.DoesNotContain(names, name => name!.EndsWith(".old", StringComparison.Ordinal)); // no moment between two renames
        Assert.Equal(taxonomy.Version, TaxonomyReader.Load(scratch["t"]).Version);
    }

    [Theory]
    [InlineData("attributes/color.yaml", "Black", "Blacker")]
    [InlineData("attributes/memory.yaml", "decimals: 0", "decimals: 1")]
    [InlineData("categories.yaml", "without: [memory]", "without: [color]")]
    [InlineData("taxonomy.yaml", "colors", "colors, sizes")]
    public void The_version_changes_with_any_content(string file, string old, string changed)
    {
        using var scratch = new ScratchFolder();
        ProductTaxonomy taxonomy = TaxonomyReader.Load(Minimal);
        TaxonomyWriter.Write(taxonomy, scratch["t"]);
        string path = Path.Combine(scratch["t"], file);
        string text = File.ReadAllText(path);
        Assert.Contains(old, text);

        File.WriteAllText(path, text.Replace(old, changed, StringComparison.Ordinal));

        Assert.NotEqual(taxonomy.Version, TaxonomyReader.Load(scratch["t"]).Version);
    }

    private static List<(string Name, string Text)> Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(folder, file), File.ReadAllText(file))),
    ];
}
