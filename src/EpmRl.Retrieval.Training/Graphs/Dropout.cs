namespace EpmRl.Retrieval.Training.Graphs;

/// <summary>
/// Dropout (Srivastava et al., 2014) without a generator's state: the choice is a hash of a key given at each run, the place in the network
/// and the element's position. The same key drops the same elements, so a resumed run repeats an uninterrupted one.
/// </summary>
internal sealed class Dropout
{
    /// <summary>Name of the input that holds the key, int64 [1], 0 to 2³¹ − 1.</summary>
    public const string KeyName = "dropout.key";

    private const long Modulus = 1L << 32;
    private const long Odd = 0x45d9f3b;

    private readonly Tensor key = Tensor.Input(KeyName, DataType.Int64, 1);
    private int places;

    /// <summary>Sets elements to 0 with a probability and scales the others up, so that the mean is preserved.</summary>
    /// <param name="x">[…, H], two dimensions or more.</param>
    /// <param name="rate">Probability in [0, 1).</param>
    public Tensor Apply(Tensor x, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rate, 1);
        if (rate == 0)
        {
            return x;
        }

        // A full hash for each row and each column, combined by two cheap operations per element.
        Tensor width = Op.SizeOf(x, x.Rank - 1);
        Tensor rows = Codes(Op.CountOf(x) / Op.Reshape(width)); // [N]
        Tensor columns = Codes(Op.Reshape(width)); // [H]
        Tensor codes = Xor(Op.Unsqueeze(rows, 1), columns) * (Odd | 1); // [N, H], wraps around
        Tensor isKept = Op.Less(Tensor.Scalar(DataType.Int32, (rate - 0.5) * Modulus), codes);
        Tensor scale = Op.ReshapeAs(Op.Cast(isKept, x.Type), x) * (1 / (1 - rate));
        return x * scale;
    }

    // int32 [count], a hash of key, place and index.
    private Tensor Codes(Tensor count)
    {
        Tensor indices = Operation.Standard(
            "Range", [Tensor.Scalar(DataType.Int64, 0), count, Tensor.Scalar(DataType.Int64, 1)], DataType.Int64, [Dimension.Unknown],
            null);
        Tensor start = Hash(key + Tensor.Scalar(DataType.Int64, 0x9e3779b9L * ++places % (1L << 31)));
        return Op.Cast(Hash(Modulo(indices + start)) - Tensor.Scalar(DataType.Int64, Modulus / 2), DataType.Int32);
    }

    // Two rounds of multiplying and folding in 32 bits, written in int64 so that nothing overflows.
    private static Tensor Hash(Tensor x)
    {
        for (int round = 0; round < 2; round++)
        {
            x = Modulo(Fold(x) * Odd);
        }

        return Fold(x);
    }

    private static Tensor Fold(Tensor x) => Xor(x, x / 65_536);

    private static Tensor Modulo(Tensor x) => Operation.Standard("Mod", [x, Tensor.Scalar(x.Type, Modulus)], x.Type, x.Shape, null);

    private static Tensor Xor(Tensor a, Tensor b) => Operation.Standard("BitwiseXor", [a, b], a.Type, Op.Broadcast(a.Shape, b.Shape), null);
}
