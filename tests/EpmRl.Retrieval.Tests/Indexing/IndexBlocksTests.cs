using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.TestKit;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Indexing;

public sealed class IndexBlocksTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Every_block_of_a_large_file_is_checked_at_some_openings_and_the_others_are_not_read()
    {
        const int Blocks = 40;
        byte[] content = new byte[(Blocks << 20) - 77]; // the last block is shorter
        new Random(1).NextBytes(content);
        using var hash = new BlockHash(IndexBlocks.SizeFor(content.Length));
        foreach (byte[] part in content.Chunk(100_000))
        {
            hash.Append(part);
        }

        IndexBlocks blocks = hash.Finish();
        Assert.Equal((1 << 20, Blocks * 16), (blocks.Bytes, blocks.Sha256.Length));
        File.WriteAllBytes(scratch["file"], content);
        blocks.CheckSample(scratch["file"], content.Length, new Random(0));

        foreach (int block in (int[])[0, 17, Blocks - 1])
        {
            int place = Math.Min((block << 20) + 500_000, content.Length - 1);
            Change(place);
            int refused = Enumerable.Range(0, 30).Count(seed =>
                Record.Exception(
                    () => blocks.CheckSample(scratch["file"], content.Length, new Random(seed))) is IndexFormatException damaged
                && damaged.Message.Contains($"bytes {block << 20} to ", StringComparison.Ordinal));
            Assert.InRange(refused, 1, 15); // one block in five
            Change(place);
        }

        void Change(int place)
        {
            content[place] ^= 4;
            using FileStream file = File.OpenWrite(scratch["file"]);
            file.Position = place;
            file.WriteByte(content[place]);
        }
    }

    [Theory]
    [InlineData(1L, 1)]
    [InlineData(1L << 20, 1)]
    [InlineData(1L << 30, 1)]
    [InlineData((1L << 30) + 1, 2)]
    [InlineData(2_460_000_000L, 3)]
    [InlineData(1L << 40, 1024)]
    public void Blocks_grow_with_the_file_so_that_the_manifest_stays_small(long bytes, int mebibytes)
    {
        int size = IndexBlocks.SizeFor(bytes);
        Assert.Equal(mebibytes << 20, size);
        Assert.InRange((bytes + size - 1) / size, 1, 1024);
    }

    [Property(MaxTest = 100)]
    public bool No_stored_vector_is_longer_than_the_limit_of_scores_allows(int seed, bool hard)
    {
        var random = new Random(seed);
        int dimension = random.Next(1, hard ? 16_384 : 500);
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = hard ? 0.501f / 127 : random.NextSingle() - 0.5f; // hard: every number but one is rounded up to twice its size
        }

        vector[0] = hard ? 1 : vector[0];
        float norm = (float)Math.Sqrt(vector.Sum(x => (double)x * x));
        vector = [.. vector.Select(x => x / norm)];
        return Enum.GetValues<VectorForm>().All(form =>
        {
            byte[] row = new byte[VectorRows.BytesPerRow(form, dimension)];
            VectorRows.Write(form, vector, row);
            VectorRows.Read(form, row, vector);
            // 1.001: the encoder's tolerance
            return Math.Sqrt(vector.Sum(x => (double)x * x)) * 1.001 <= VectorRows.LongestRow(form, dimension);
        });
    }
}
