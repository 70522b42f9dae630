using System.IO.Hashing;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Tests.Encoding;

/// <summary>Sums in software, in every order that a processor's registers suggest, against the one order that is used.</summary>
public sealed class DotProductTests
{
    private const int Dimension = 384, Pairs = 300;

    // Of the inner products of the seeded pairs below, in all three forms.
    private const ulong Bits = 4353488546638308147;

    [Fact]
    public void Inner_products_have_the_same_bits_whatever_the_width_of_the_registers()
    {
        var ofWidths = new int[3];
        foreach ((float[] query, float[] row) in Seeded())
        {
            int found = BitConverter.SingleToInt32Bits(DotProduct.Of(query, row));
            Assert.Equal(BitConverter.SingleToInt32Bits(Sum(query, row, partials: 32)), found);
            foreach ((int i, int lanes) in new[] { 4, 8, 16 }.Index())
            {
                // registers of 128, 256 and 512 bits
                ofWidths[i] += BitConverter.SingleToInt32Bits(Sum(query, row, lanes)) == found ? 0 : 1;
            }
        }

        // Were the order that of any register, a processor of another width would give other scores to most pairs.
        Assert.All(ofWidths, differing => Assert.InRange(differing, Pairs / 3, Pairs));
    }

    [Fact]
    public void Inner_products_of_every_form_have_the_bits_that_every_other_processor_gives()
    {
        var hash = new XxHash3();
        foreach ((float[] query, float[] row) in Seeded())
        {
            short[] halves = [.. row.Select(number => BitConverter.HalfToInt16Bits((Half)number))];
            sbyte[] bytes = [.. row.Select(number => (sbyte)(number * 127))];
            float[] sums =
                [DotProduct.Of(query, row), DotProduct.OfHalves(query, halves), DotProduct.OfBytes(query, bytes), DotProduct.Norm(row)];
            hash.Append(MemoryMarshal.AsBytes(sums.AsSpan()));
        }

        Assert.Equal(Bits, hash.GetCurrentHashAsUInt64());
    }

    [Fact]
    public void Vectors_of_any_length_are_summed_in_that_order_in_every_form()
    {
        var random = new Random(3);
        for (int length = 1; length <= 130; length++)
        {
            float[] query = Numbers(random, length), row = Numbers(random, length);
            float[] ofHalves = [.. row.Select(number => (float)(Half)number)],
            ofBytes = [.. row.Select(number => MathF.Truncate(number * 127))];
            float[] shifted = [.. query.Select(number => MathF.ScaleB(number, 112))];

            Assert.Equal(Sum(query, row, 32), DotProduct.Of(query, row));
            Assert.Equal(
                Sum(query, ofHalves, 32),
                DotProduct.OfHalves(shifted, [.. row.Select(number => BitConverter.HalfToInt16Bits((Half)number))]));
            Assert.Equal(Sum(query, ofBytes, 32), DotProduct.OfBytes(query, [.. ofBytes.Select(number => (sbyte)number)]));
        }

        Assert.Equal(0, DotProduct.Of([], []));
        Assert.Throws<ArgumentException>(() => DotProduct.Of([1], [1, 2]));
    }

    // Number i goes to partial sum i mod n; the halves of the partial sums are then added until one is left.
    private static float Sum(float[] query, float[] row, int partials)
    {
        float[] sums = new float[partials];
        for (int i = 0; i < query.Length; i++)
        {
            sums[i % partials] += query[i] * row[i];
        }

        for (int half = partials / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                sums[i] += sums[i + half];
            }
        }

        return sums[0];
    }

    private static IEnumerable<(float[] Query, float[] Row)> Seeded()
    {
        var random = new Random(384);
        return Enumerable.Range(0, Pairs).Select(_ => (Numbers(random, Dimension), Numbers(random, Dimension)));
    }

    private static float[] Numbers(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2) - 1)];
}
