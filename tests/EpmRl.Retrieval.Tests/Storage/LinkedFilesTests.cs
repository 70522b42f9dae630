using System.Text.RegularExpressions;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Tests.Indexing;

namespace EpmRl.Retrieval.Tests.Storage;

/// <summary>Files that are symbolic links to their content, as model caches and some deployments have them.</summary>
public sealed class LinkedFilesTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(VectorForm.Float32)]
    [InlineData(VectorForm.Float16)]
    [InlineData(VectorForm.Int8)]
    public async Task An_index_of_links_opens_verifies_answers_and_is_built_upon(VectorForm form)
    {
        var encoder = new HashingEncoder();
        var options = new IndexBuildOptions { VectorForm = form };
        await new IndexBuilder(scratch["index"], options).BuildAsync(KilledBuild.Taxonomy(1), encoder);
        IReadOnlyList<ValueHit> expected = await HitsAsync();

        Assert.InRange(LinkedFiles.Replace(scratch["index"], scratch["blobs"]), 7, 12);

        Assert.Empty(new IndexFolder(scratch["index"]).Verify());
        Assert.Equal(expected, await HitsAsync());
        Assert.False((await new IndexBuilder(scratch["index"], options).BuildAsync(KilledBuild.Taxonomy(1), encoder)).IsNew);
        IndexBuildResult coded =
            await new IndexBuilder(scratch["index"], options with { SmallestCodedIndex = 1 }).BuildAsync(KilledBuild.Taxonomy(1), encoder);
        Assert.Equal((true, 0L), (coded.IsNew, coded.Encoded)); // every vector was taken from the version of links
        Assert.Empty(new IndexFolder(scratch["index"]).Verify());

        async Task<IReadOnlyList<ValueHit>> HitsAsync()
        {
            using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(scratch["index"]);
            return await index.SearchAsync(encoder.Encode("w1 w2"), ValueFilter.None, 20);
        }
    }

    [Fact]
    public async Task A_link_to_a_file_of_another_size_or_to_none_is_refused_naming_the_link()
    {
        IndexBuildResult built = await new IndexBuilder(scratch["index"]).BuildAsync(KilledBuild.Taxonomy(1), new HashingEncoder());
        LinkedFiles.Replace(scratch["index"], scratch["blobs"]);
        string link = Path.Combine(scratch["index"], built.Manifest.Version, "vectors.bin");
        string blob = File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName;

        File.AppendAllText(blob, "more");
        Assert.Contains(
            $"{link} is damaged: it has", Assert.Throws<IndexFormatException>(() => EmbeddedVectorIndex.Open(scratch["index"])).Message);

        File.Delete(blob);
        Assert.Contains(
            $"{link} is missing", Assert.Throws<IndexFormatException>(() => EmbeddedVectorIndex.Open(scratch["index"])).Message);
    }

    [Fact]
    public async Task A_taxonomy_of_links_is_read_and_a_change_of_a_file_behind_a_link_is_noticed()
    {
        foreach (string file in Directory.GetFiles(TestPaths.InProject("taxonomy", "sample"), "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(TestPaths.InProject("taxonomy", "sample"), file);
            scratch.Write(Path.Combine("sample", path), File.ReadAllText(file));
        }

        LinkedFiles.Replace(scratch["sample"], scratch["blobs"]);
        var source = new TaxonomyFolder(scratch["sample"]);
        ProductTaxonomy first = await source.LoadAsync();
        string attribute = Path.Combine(scratch["sample"], "attributes", "color.yaml");
        string blob = File.ResolveLinkTarget(attribute, returnFinalTarget: true)!.FullName;

        Assert.Same(first, await source.LoadAsync());
        File.WriteAllText(blob, File.ReadAllText(blob).Replace("Black", "Jet black", StringComparison.Ordinal));

        Assert.NotEqual(first.Version, (await source.LoadAsync()).Version);
    }

    [Fact]
    public async Task Calibrations_data_sets_and_tokenizers_are_read_through_links()
    {
        CalibrationFile.Save(
            new Calibration
            {
                Space = "space",
                Attributes = new Dictionary<string, CalibrationCurve>(),
                Kinds = new Dictionary<AttributeKind, CalibrationCurve>(),
            },
            scratch["files/calibration.json"]);
        scratch.Write("files/data/all.jsonl", """{"input":"Red mug","category":"Mugs","target_scores":{"Color":{"red":1}}}""" + "\n");
        Directory.CreateDirectory(scratch["files/model"]);
        foreach (string name in WordPieceTokenizer.FileNames.Where(name => File.Exists(TestPaths.InProject("models", "catalog-l6", name))))
        {
            File.Copy(TestPaths.InProject("models", "catalog-l6", name), Path.Combine(scratch["files/model"], name));
        }

        int[] expected = [.. WordPieceTokenizer.Load(scratch["files/model"]).Encode("A red mug").Ids];
        LabelledDataSet data = await LabelledDataSetReader.ReadAsync(scratch["files/data"]);
        LinkedFiles.Replace(scratch["files"], scratch["blobs"]);

        Assert.Equal("space", CalibrationFile.Load(scratch["files/calibration.json"]).Space);
        Assert.Equal(data.Listings.Count, (await LabelledDataSetReader.ReadAsync(scratch["files/data"])).Listings.Count);
        Assert.Equal(expected, WordPieceTokenizer.Load(scratch["files/model"]).Encode("A red mug").Ids);
    }

    [Fact]
    public void No_source_file_checks_the_length_of_a_path_which_may_be_a_link()
    {
        string[] offences = [.. Directory.EnumerateFiles(TestPaths.InProject("src"), "*.cs", SearchOption.AllDirectories)
            .Where(
                file => Regex.IsMatch(File.ReadAllText(file), @"new FileInfo\([^;\n]*\)\.(Length|LastWriteTime)|File\.GetLastWriteTime"))];
        Assert.True(offences.Length == 0, $"Ask FileContent instead: {string.Join(", ", offences)}");
    }
}
