using System.Security.Cryptography;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

/// <summary>
/// Vectors and codes that changed on the disk: refused when the index is opened, when a score shows it, or found by a verification.
/// </summary>
public sealed class DamagedVectorsTests : IDisposable
{
    private const int Dimension = 64;

    private readonly ScratchFolder scratch = new();
    private readonly HashingEncoder encoder = new(Dimension);

    public void Dispose() => scratch.Dispose();

    public static TheoryData<VectorForm, double> ImpossibleNumbers
    {
        get
        {
            var all = new TheoryData<VectorForm, double>();
            foreach (VectorForm form in Enum.GetValues<VectorForm>())
            {
                foreach (double number in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity, 60_000, -60_000])
                {
                    all.Add(form, number);
                }
            }

            return all;
        }
    }

    [Theory]
    [InlineData("vectors.bin")]
    [InlineData("codes.bin")]
    public async Task A_bit_that_changed_anywhere_in_a_small_index_is_refused_when_it_is_opened(string name)
    {
        string file = Path.Combine(await BuildAsync(VectorForm.Float16), name);
        byte[] good = File.ReadAllBytes(file);
        var random = new Random(11);
        for (int trial = 0; trial < 40; trial++)
        {
            byte[] bad = [.. good];
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, bad);

            string message = Assert.Throws<IndexFormatException>(() => EmbeddedVectorIndex.Open(scratch["index"])).Message;

            Assert.Contains($"{file} is damaged: ", message);
            Assert.EndsWith("Build the index again.", message);
        }

        File.WriteAllBytes(file, good);
        EmbeddedVectorIndex.Open(scratch["index"]).Dispose();
    }

    [Theory]
    [MemberData(nameof(ImpossibleNumbers))]
    public async Task A_score_that_no_unit_vector_gives_is_refused_by_every_question(VectorForm form, double number)
    {
        string folder = await BuildAsync(form);
        ForgetBlocks(folder);
        float[] query = encoder.Encode("w1 w2 w3");
        ChangeEveryRow(Path.Combine(folder, "vectors.bin"), form, query, number);
        using var index = EmbeddedVectorIndex.Open(scratch["index"]);
        index.SmallestCodedScope = 0;
        string category = index.Taxonomy.Categories.First(one => one.Attributes.Count > 0).Id;

        foreach (Func<Task> question in (Func<Task>[])
        [
            async () => await index.ScoreAsync(query, category, 3),
            async () => await index.ScoreCategoriesAsync(query, 3),
            async () => await index.SearchAsync(query, ValueFilter.None, 3),
            async () => await index.SearchExactlyAsync(query, ValueFilter.None, 3),
        ])
        {
            string message = (await Assert.ThrowsAsync<IndexFormatException>(question)).Message;
            Assert.Matches($@"^{Regex.Escape(folder)}/vectors\.bin is damaged: the vector of row \d+ gives the score [-\w∞.+]+; -1\.\d+ to 1\.\d+ expected\. Build the index again\.$", message);
        }
    }

    [Theory]
    [InlineData("scale", float.NaN)]
    [InlineData("scale", -0.1f)]
    [InlineData("scale", 3f)]
    [InlineData("length", float.NaN)]
    [InlineData("length", float.PositiveInfinity)]
    [InlineData("length", 3f)]
    public async Task A_code_that_no_vector_has_is_refused_by_a_search_that_reads_codes(string what, float number)
    {
        string folder = await BuildAsync(VectorForm.Float16);
        ForgetBlocks(folder);
        string file = Path.Combine(folder, "codes.bin");
        byte[] bytes = File.ReadAllBytes(file);
        // the first is a null value's, which is not searched
        int rowBytes = CodeRows.BytesPerRow(Dimension), secondRow = 64 + (4 * Dimension) + rowBytes;
        BitConverter.TryWriteBytes(bytes.AsSpan(secondRow + rowBytes - (what == "scale" ? 4 : 2)), (Half)number);
        File.WriteAllBytes(file, bytes);
        using var index = EmbeddedVectorIndex.Open(scratch["index"]);
        index.SmallestCodedScope = 0;

        string message = (await Assert.ThrowsAsync<IndexFormatException>(
            async () => await index.SearchAsync(encoder.Encode("w1"), ValueFilter.None, 3))).Message;

        Assert.Contains($"{file} is damaged: row ", message);
    }

    [Fact]
    public async Task An_index_without_checksums_of_blocks_opens_and_a_small_change_is_served_until_it_is_verified()
    {
        string folder = await BuildAsync(VectorForm.Float32);
        string file = Path.Combine(folder, "vectors.bin");
        ForgetBlocks(folder);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[64 + (4 * 10)] ^= 1; // the last bit of a number
        File.WriteAllBytes(file, bytes);

        using (var index = EmbeddedVectorIndex.Open(scratch["index"]))
        {
            Assert.Equal(3, (await index.SearchAsync(encoder.Encode("w1"), ValueFilter.None, 3)).Count);
        }

        Assert.Contains(file, Assert.Single(new IndexFolder(scratch["index"]).Verify()));
    }

    private async Task<string> BuildAsync(VectorForm form)
    {
        IndexBuildResult built =
            await new IndexBuilder(scratch["index"], new IndexBuildOptions { VectorForm = form, SmallestCodedIndex = 1 })
            .BuildAsync(KilledBuild.Taxonomy(1), encoder);
        return Path.Combine(scratch["index"], built.Manifest.Version);
    }

    // As indexes were written before blocks had checksums.
    private static void ForgetBlocks(string folder)
    {
        string file = Path.Combine(folder, "manifest.json");
        string text = Regex.Replace(File.ReadAllText(file), """,\s*"block_bytes": \d+,\s*"block_sha256": "\w+"(?=\s*})""", "");
        Assert.DoesNotContain("block", text);
        File.WriteAllText(file, text);
        File.WriteAllText(
            Path.Combine(folder, "manifest.sha256"),
            $"{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))}  manifest.json\n");
    }

    // In the place where the query is largest, so that the number counts; of int8 the scale.
    private static void ChangeEveryRow(string file, VectorForm form, float[] query, double number)
    {
        int place = Array.IndexOf(query, query.MaxBy(Math.Abs)), rowBytes = VectorRows.BytesPerRow(form, Dimension);
        byte[] bytes = File.ReadAllBytes(file);
        for (int row = 64; row < bytes.Length; row += rowBytes)
        {
            switch (form)
            {
                case VectorForm.Float32:
                    BitConverter.TryWriteBytes(bytes.AsSpan(row + (4 * place)), (float)number);
                    break;
                case VectorForm.Float16:
                    BitConverter.TryWriteBytes(bytes.AsSpan(row + (2 * place)), (Half)number);
                    break;
                default:
                    BitConverter.TryWriteBytes(bytes.AsSpan(row), (float)number);
                    break;
            }
        }

        File.WriteAllBytes(file, bytes);
    }
}
