using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Text;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

/// <summary>Properties of any taxonomy and any text, not only of chosen examples.</summary>
public sealed class TaxonomyPropertyTests
{
    private const string Marks = "{}[],:&*!|>'\"\\#%@`-?\n\t ";

    [Property(MaxTest = 100)]
    public void A_taxonomy_survives_files_and_jsonl_unchanged(int seed)
    {
        using var scratch = new ScratchFolder();
        ProductTaxonomy taxonomy = RandomTaxonomy.Create(seed);

        TaxonomyWriter.Write(taxonomy, scratch["first"]);
        TaxonomyCheck read = TaxonomyReader.Check(scratch["first"]);
        Assert.Empty(read.Errors);
        AssertTaxonomy.Same(taxonomy, read.Taxonomy!);

        using (FileStream stream = File.Create(scratch["t.jsonl"]))
        {
            TaxonomyExporter.WriteJsonl(read.Taxonomy!, stream);
        }

        ProductTaxonomy imported = TaxonomyImporter.Import(TaxonomySourceFormat.Jsonl, scratch["t.jsonl"]).Taxonomy;
        AssertTaxonomy.Same(taxonomy, imported);
        Assert.Equal(read.Taxonomy!.Version, imported.Version);

        using var snapshot = new MemoryStream();
        TaxonomySnapshot.Write(imported, snapshot);
        AssertTaxonomy.Same(taxonomy, TaxonomySnapshot.Read(snapshot.ToArray()));
    }

    [Property]
    public void A_key_is_its_own_key_and_knows_no_case_or_outer_space(string text)
    {
        string key = TextKey.Of(text ?? "");

        Assert.Equal(key, TextKey.Of(key));
        Assert.Equal(key, TextKey.Of($"  {text}\t\n"));
        Assert.Equal(key, TextKey.Of(TextKey.OfCased(text ?? "")));
        Assert.Equal(TextKey.OfCased(text ?? ""), TextKey.OfCased(TextKey.OfCased(text ?? "")));
        Assert.DoesNotContain("  ", key, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CAFÉ", "cafe\u0301")]
    [InlineData("STRA\u1E9EE", "stra\u00DFe")]
    [InlineData("a\u007F", "a")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("ﬁt ５", "FIT 5")]
    [InlineData("a\u00a0b", " A   B ")]
    public void Texts_that_read_the_same_have_one_key(string one, string other) => Assert.Equal(TextKey.Of(one), TextKey.Of(other));

    [Theory]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("O")]
    public void Marks_and_letters_that_mean_something_stay_apart(string mark) => Assert.NotEqual(TextKey.Of("A"), TextKey.Of("A" + mark));

    [Fact]
    public void Damaged_files_give_a_format_error_and_nothing_else() => Assert.InRange(Refusals(200, OfDamagedFiles), 50, 200);

    private static IEnumerable<Exception?> OfDamagedFiles(int seed)
    {
        using var scratch = new ScratchFolder();
        var random = new Random(seed);
        foreach (string file in Directory.EnumerateFiles(
            TestPaths.InProject("tests", "fixtures", "taxonomy", "minimal"), "*", SearchOption.AllDirectories))
        {
            string path = scratch[Path.GetRelativePath(TestPaths.InProject("tests", "fixtures", "taxonomy", "minimal"), file)];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, random.Next(3) == 0 ? Damage(File.ReadAllBytes(file), random) : File.ReadAllBytes(file));
        }

        yield return Record.Exception(() => TaxonomyReader.Load(scratch.Path));
    }

    [Fact]
    public void Damaged_sources_and_schemas_give_a_format_error_and_nothing_else() =>
        Assert.InRange(Refusals(100, OfDamagedSources), 75, 300);

    private static IEnumerable<Exception?> OfDamagedSources(int seed)
    {
        using var scratch = new ScratchFolder();
        var random = new Random(seed);
        const string Json = """{"Home": {"Width": ["1.5", "2.0", "n/a"], "Brand": ["Acme", "ACME", "Größe\n"]}, "Toys": {"Brand": []}}""";
        const string Schema = "format: 1\npacks: [units]\nattributes:\n  - match: {attribute: Width}\n    kind: measurement\n    unit: "
            + "cm\n  - match: {attribute: Brand, category: Home}\n    values:\n      Acme: {aliases: [a, b]}\n";
        const string Csv =
            "category,attribute,value,aliases,unit,kind\nHome > Kitchen,Width,\"1,5\",a|b,cm,measurement\nToys,Brand,\"Ac\"\"me\",,,\n";
        using var jsonl = new MemoryStream();
        TaxonomyExporter.WriteJsonl(RandomTaxonomy.Create(seed), jsonl);
        string json = Write("values.json", Json), csv = Write("values.csv", Csv), schema = Write("schema.yaml", Schema);
        File.WriteAllBytes(scratch["t.jsonl"], Damage(jsonl.ToArray(), random));

        yield return Record.Exception(
            () => TaxonomyImporter.Import(TaxonomySourceFormat.ValuesJson, json, new TaxonomyImportOptions { SchemaPath = schema }));
        yield return Record.Exception(
            () => TaxonomyImporter.Import(TaxonomySourceFormat.Csv, csv, new TaxonomyImportOptions { SchemaPath = schema }));
        yield return Record.Exception(() => TaxonomyImporter.Import(TaxonomySourceFormat.Jsonl, scratch["t.jsonl"]));

        string Write(string name, string text)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
            File.WriteAllBytes(scratch[name], random.Next(2) == 0 ? Damage(bytes, random) : bytes);
            return scratch[name];
        }
    }

    // How many of the readings were refused; other errors fail. The damage is that of seeds in a row, the first of them by chance.
    private static int Refusals(int seeds, Func<int, IEnumerable<Exception?>> read)
    {
        int first = Environment.TickCount, refused = 0;
        for (int seed = first; seed < first + seeds; seed++)
        {
            foreach (Exception? error in read(seed))
            {
                Assert.True(error is null or TaxonomyFormatException, $"seed {seed}: {error}");
                refused += error is null ? 0 : 1;
            }
        }

        return refused;
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: &x [*x, ")]
    [InlineData("\"")]
    [InlineData("'a' 'b' ")]
    [InlineData("k: v\n")]
    [InlineData("\na: k")]
    public void A_hostile_file_is_refused_in_bounded_memory(string piece)
    {
        using var scratch = new ScratchFolder();
        scratch.Write("taxonomy.yaml", "format: 1\nname: hostile\n");
        scratch.Write("categories.yaml", "categories: {a: {name: A}}\n");
        scratch.Write("attributes/a.yaml", "name: " + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)));
        long before = GC.GetTotalAllocatedBytes(precise: true);

        TaxonomyCheck check = TaxonomyReader.Check(scratch.Path);

        Assert.Null(check.Taxonomy);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 1L << 30, $"{(GC.GetTotalAllocatedBytes(true) - before) >> 20} MB");
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var damaged = new List<byte>(bytes);
        for (int i = random.Next(1, 6); i > 0 && damaged.Count > 0; i--)
        {
            int at = random.Next(damaged.Count);
            switch (random.Next(5))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged.Insert(at, (byte)Marks[random.Next(Marks.Length)]);
                    break;
                case 2:
                    damaged.RemoveRange(at, Math.Min(random.Next(1, 20), damaged.Count - at));
                    break;
                case 3:
                    damaged.InsertRange(at, damaged.GetRange(at, Math.Min(30, damaged.Count - at)));
                    break;
                default:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
            }
        }

        return [.. damaged];
    }
}
