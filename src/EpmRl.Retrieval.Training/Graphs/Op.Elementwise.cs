namespace EpmRl.Retrieval.Training.Graphs;

/// <summary>
/// The operators of a computation, each one ONNX operator (or a few) with its gradient. Operands of two are broadcast as in NumPy; the
/// gradient of a broadcast operand is summed back to its shape.
/// </summary>
internal static partial class Op
{
    /// <summary>a + b.</summary>
    public static Tensor Add(Tensor a, Tensor b) =>
        Binary("Add", a, b, (_, dy) => [SumTo(dy, a), SumTo(dy, b)]);

    /// <summary>a − b.</summary>
    public static Tensor Sub(Tensor a, Tensor b) =>
        Binary("Sub", a, b, (_, dy) => [SumTo(dy, a), SumTo(-dy, b)]);

    /// <summary>a · b, element by element.</summary>
    public static Tensor Mul(Tensor a, Tensor b) =>
        Binary("Mul", a, b, (_, dy) => [SumTo(dy * b, a), SumTo(dy * a, b)]);

    /// <summary>a / b, element by element.</summary>
    public static Tensor Div(Tensor a, Tensor b) => Binary("Div", a, b, (y, dy) =>
    {
        Tensor scaled = dy / b;
        return [SumTo(scaled, a), SumTo(-(scaled * y), b)];
    });

    /// <summary>The smaller of each pair; at a tie the gradient goes to <paramref name="b"/>.</summary>
    public static Tensor Minimum(Tensor a, Tensor b) => Where(Less(a, b), a, b);

    /// <summary>The larger of each pair; at a tie the gradient goes to <paramref name="b"/>.</summary>
    public static Tensor Maximum(Tensor a, Tensor b) => Where(Less(b, a), a, b);

    /// <summary>−x.</summary>
    public static Tensor Neg(Tensor x) => Unary("Neg", x, (_, dy) => -dy);

    /// <summary>eˣ.</summary>
    public static Tensor Exp(Tensor x) => Unary("Exp", x, (y, dy) => dy * y);

    /// <summary>Natural logarithm.</summary>
    public static Tensor Log(Tensor x) => Unary("Log", x, (_, dy) => dy / x);

    /// <summary>Square root.</summary>
    public static Tensor Sqrt(Tensor x) => Unary("Sqrt", x, (y, dy) => dy * 0.5 / y);

    /// <summary>Hyperbolic tangent.</summary>
    public static Tensor Tanh(Tensor x) => Unary("Tanh", x, (y, dy) => dy * (1 - y * y));

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static Tensor Sigmoid(Tensor x) => Unary("Sigmoid", x, (y, dy) => dy * y * (1 - y));

    /// <summary>x · sigmoid(x), the gate of gated feed-forward parts.</summary>
    public static Tensor Silu(Tensor x) => x * Sigmoid(x);

    /// <summary>The larger of x and 0.</summary>
    public static Tensor Relu(Tensor x) => Unary("Relu", x, (y, dy) => dy * Cast(Less(Zero(y), y), y.Type));

    /// <summary>The value without a gradient.</summary>
    public static Tensor Detach(Tensor x) => Operation.Standard("Identity", [x], x.Type, x.Shape, null);

    /// <summary>Another element type. A gradient passes between float types only.</summary>
    public static Tensor Cast(Tensor x, DataType type) => x.Type == type
        ? x
        : Operation.Standard(
            "Cast",
            [x],
            type,
            x.Shape,
            IsFloat(x.Type) && IsFloat(type) ? (_, dy) => [Cast(dy, x.Type)] : null,
            ("to", (int)type));

    /// <summary><paramref name="a"/> where the condition holds, else <paramref name="b"/>.</summary>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(condition.Type, DataType.Bool);
        Dimension[] shape = Broadcast(condition.Shape, Broadcast(a.Shape, b.Shape));
        return Operation.Standard("Where", [condition, a, b], a.Type, shape, (_, dy) =>
            [null, SumTo(Where(condition, dy, Zero(dy)), a), SumTo(Where(condition, Zero(dy), dy), b)]);
    }

    /// <summary>a &lt; b, as Bool.</summary>
    public static Tensor Less(Tensor a, Tensor b) => Compare("Less", a, b);

    /// <summary>a = b, as Bool.</summary>
    public static Tensor Equal(Tensor a, Tensor b) => Compare("Equal", a, b);

    /// <summary>Both hold.</summary>
    public static Tensor And(Tensor a, Tensor b) => Compare("And", a, b);

    /// <summary>Does not hold.</summary>
    public static Tensor Not(Tensor x) => Operation.Standard("Not", [x], DataType.Bool, x.Shape, null);

    /// <summary>Ones of a tensor's shape and type.</summary>
    public static Tensor Ones(Tensor like) =>
        like.Rank == 0 ? Tensor.Scalar(like.Type, 1) : Expand(Tensor.Scalar(like.Type, 1), ShapeOf(like), [.. like.Shape]);

    private static Tensor Zero(Tensor like) => Tensor.Scalar(like.Type, 0);

    private static bool IsFloat(DataType type) => type is DataType.Float or DataType.Double;

    private static Tensor Unary(string type, Tensor x, Func<Tensor, Tensor, Tensor> gradient) =>
        Operation.Standard(type, [x], x.Type, x.Shape, (y, dy) => [gradient(y, dy)]);

    private static Tensor Binary(string type, Tensor a, Tensor b, Func<Tensor, Tensor, Tensor?[]> gradient)
    {
        RefuseMixed(type, a, b);
        return Operation.Standard(type, [a, b], a.Type, Broadcast(a.Shape, b.Shape), IsFloat(a.Type) ? gradient : null);
    }

    private static Tensor Compare(string type, Tensor a, Tensor b)
    {
        RefuseMixed(type, a, b);
        return Operation.Standard(type, [a, b], DataType.Bool, Broadcast(a.Shape, b.Shape), null);
    }

    private static void RefuseMixed(string type, Tensor a, Tensor b)
    {
        if (a.Type != b.Type)
        {
            throw new ArgumentException($"{type} of {a} and {b}: the types differ. Cast one.");
        }
    }
}
