using System.Security.Cryptography;
using System.Text;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests;

/// <summary>
/// Every kind of JSON file of the engine, with every wrong content: the message is ours, and names the file and what to do.
/// </summary>
public sealed class JsonFileFaultTests : IDisposable
{
    private const string Tokenizer = """
        {"model": {"type": "WordPiece", "unk_token": "[UNK]", "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "red": 4}},
         "normalizer": {"type": "BertNormalizer", "lowercase": true}, "pre_tokenizer": {"type": "BertPreTokenizer"},
         "post_processor": {"type": "BertProcessing", "cls": ["[CLS]", 2], "sep": ["[SEP]", 3]}}
        """;

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    public static TheoryData<string, string, string, string> Files => new()
    {
        { "identification.json", """{"format": 1, "space": "s", "exclusion": 0.5, "features": {"a": 1}, "terms": {"red": 1}, "rows": [{"name": "r", "vector": "", "words": {"red": 1}}]}""", "Train the model again", "" },
        { "calibration.json", """{"format": 2, "space": "s", "kinds": {"text": {"slope": 1, "intercept": 0, "threshold": 0.5, "review_below": 0.6, "samples": 9}}, "attributes": {}}""", "Fit the calibration again", "" },
        { "tokenizer.json", Tokenizer, "import the model", "" },
        { "tokenizer_config.json", """{"tokenizer_class": "BertTokenizer", "do_lower_case": true}""", "import the model", "{}" },
        { "values.json", """{"Lamps": {"Color": ["Red"]}}""", "", "" },
        { "taxonomy.jsonl",
            """{"type": "taxonomy", "format": 1, "name": "t"}""" + "\n" + """{"type": "category", "id": "c", "name": "C"}""", "", "" },
        { "test.jsonl", """{"input": "Red lamp", "category": "Lamps", "target_scores": {"Color": {"Red": 1}}}""", "", "" },
        { "queries.jsonl", """{"query": "red", "expected": ["color/red"]}""", "", "" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public Task A_file_of_wrong_content_is_refused_in_our_words(string name, string good, string advice, string fine)
    {
        string path = scratch[name];
        scratch.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nred\n");
        return BrokenJson.IsRefusedInOurWordsAsync(path, good, ReadAsync, advice, fine);

        async Task ReadAsync()
        {
            switch (name)
            {
                case "identification.json":
                    IdentificationModelFile.Load(path);
                    break;
                case "calibration.json":
                    CalibrationFile.Load(path);
                    break;
                case "tokenizer.json":
                    TokenizerJson.Read(path);
                    break;
                case "tokenizer_config.json":
                    VocabularyText.Read(scratch["vocab.txt"], path);
                    break;
                case "values.json":
                    TaxonomyImporter.Import(TaxonomySourceFormat.ValuesJson, path);
                    break;
                case "taxonomy.jsonl":
                    TaxonomyImporter.Import(TaxonomySourceFormat.Jsonl, path);
                    break;
                case "test.jsonl":
                    await LabelledDataSetReader.ReadAsync(scratch.Path, "test.jsonl");
                    break;
                default:
                    await SearchQueriesReader.ReadAsync(path, SmallTaxonomy());
                    break;
            }
        }
    }

    [Fact]
    public async Task A_manifest_of_wrong_content_and_right_hash_is_refused_in_our_words()
    {
        await new IndexBuilder(scratch["index"]).BuildAsync(SmallTaxonomy(), new HashingEncoder(dimension: 16));
        string manifest = Directory.GetFiles(scratch["index"], IndexFiles.Manifest, SearchOption.AllDirectories).Single();

        await BrokenJson.IsRefusedInOurWordsAsync(manifest, File.ReadAllText(manifest), () =>
        {
            string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(manifest)));
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(manifest)!, IndexFiles.ManifestHash), $"{hash}  {IndexFiles.Manifest}\n");
            ManifestFile.Read(Path.GetDirectoryName(manifest)!);
            return Task.CompletedTask;
        }, "Build the index again");
    }

    [Fact]
    public async Task A_state_of_a_reindex_of_wrong_content_is_refused_in_our_words()
    {
        var state = new ReindexState
        {
            Step = ReindexStep.Done, Version = "v1-0123456789abcdef", Content = "c", IsNew = true, Source = "s", TaxonomyVersion = "t",
            Space = "s", VectorForm = "fp16",
            Target = "here", Replaces = null, Round = 1, Vectors = 1, Ranges = 1, Prompts = 1, Started = DateTimeOffset.UnixEpoch,
            Updated = DateTimeOffset.UnixEpoch,
        };
        ReindexStateFile.Write(scratch.Path, state, FileSystem.Real);
        string path = scratch[IndexFiles.Reindex], good = File.ReadAllText(path);
        foreach (string content in (string[])["{}", "[]", "null", "1", "\"\"", "", good[..(good.Length / 2)]])
        {
            File.WriteAllText(path, content);
            IndexFormatException refused = Assert.Throws<IndexFormatException>(() => ReindexStateFile.Read(scratch.Path));
            BrokenJson.Check(content, path, refused.Message, "Reindex again");
        }

        await Task.CompletedTask;
    }

    [Fact]
    public void A_journal_of_wrong_content_is_refused_in_our_words()
    {
        scratch.Write("t/taxonomy.yaml", "format: 1\nname: t\n");
        scratch.Write("t/categories.yaml", "categories:\n  c: {name: C}\n");
        Directory.CreateDirectory(scratch["t/attributes"]);
        TaxonomyWorkspace.OpenOrCreate(scratch["t"], new Authorship("a", "b"), out _).Dispose();
        string path = Path.Combine(TaxonomyWorkspace.StoreOf(scratch["t"]), "journal.jsonl"), good = File.ReadAllText(path);
        foreach (string content in (string[])[
            "{}\n", "[]\n", "null\n", "1\n", "\"\"\n", "", good[..(good.Length / 2)], Checked("{}"), Checked("""{"sequence": "one"}""")])
        {
            File.WriteAllText(path, content);
            TaxonomyStoreException refused = Assert.Throws<TaxonomyStoreException>(() => TaxonomyWorkspace.OpenToRead(scratch["t"]));
            BrokenJson.Check(content, path, refused.Message, "backup");
        }

        // A line that says something else, with a right checksum.
        static string Checked(string json)
        {
            string body = json == "{}" ? "{\"x\": 1" : json[..^1];
            string check = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body)).AsSpan(0, 8));
            return $"{body},\"check\":\"{check}\"}}\n";
        }
    }

    private ProductTaxonomy SmallTaxonomy()
    {
        scratch.Write("small/taxonomy.yaml", "format: 1\nname: t\n");
        scratch.Write("small/categories.yaml", "categories:\n  c: {name: C, attributes: [color]}\n");
        scratch.Write("small/attributes/color.yaml", "name: Color\nvalues:\n  red: Red\n");
        return TaxonomyReader.Load(scratch["small"]);
    }
}
