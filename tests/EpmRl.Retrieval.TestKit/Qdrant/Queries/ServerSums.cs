namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>
/// Adds up products as the recorded server did, in software and in a fixed order, so that a score has the same bits on every processor.
/// The order was found by the recorded scores, each of which it gives to the last bit: below 16 numbers one after another; from 16 on four
/// accumulators of 4 lanes, whose sums are added one after another; from 32 on four accumulators of 8 lanes with fused multiply-add, which
/// are added in pairs before their lanes are. What is left over is added one after another.
/// </summary>
internal static class ServerSums
{
    private const int Accumulators = 4;

    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right) => left.Length switch
    {
        < 16 => Tail(0, left, right, from: 0),
        < 32 => OfFourLanes(left, right),
        _ => OfEightLanes(left, right),
    };

    /// <summary>The square of the distance, whose sum has the same order.</summary>
    public static float SquaredDistance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        float[] difference = new float[left.Length];
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] = left[i] - right[i];
        }

        return Dot(difference, difference);
    }

    private static float OfFourLanes(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        const int Lanes = 4, Step = Accumulators * Lanes;
        Span<float> sums = stackalloc float[Step];
        int whole = left.Length - (left.Length % Step);
        for (int i = 0; i < whole; i++)
        {
            sums[i % Step] += left[i] * right[i];
        }

        float sum = 0;
        for (int a = 0; a < Step; a += Lanes)
        {
            sum += (sums[a] + sums[a + 2]) + (sums[a + 1] + sums[a + 3]);
        }

        return Tail(sum, left, right, whole);
    }

    private static float OfEightLanes(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        const int Lanes = 8, Step = Accumulators * Lanes;
        Span<float> sums = stackalloc float[Step];
        int whole = left.Length - (left.Length % Step);
        for (int i = 0; i < whole; i++)
        {
            sums[i % Step] = MathF.FusedMultiplyAdd(left[i], right[i], sums[i % Step]);
        }

        Span<float> lanes = stackalloc float[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
        {
            lanes[lane] = (sums[lane] + sums[lane + 8]) + (sums[lane + 16] + sums[lane + 24]);
        }

        float sum = ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
        return Tail(sum, left, right, whole);
    }

    private static float Tail(float sum, ReadOnlySpan<float> left, ReadOnlySpan<float> right, int from)
    {
        for (int i = from; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
